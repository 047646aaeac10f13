"""The filters' judgements as GRPO reward functions, with no trainer imported: standard library and our filters only.

The adapters `rewards.for_trl`, `rewards.for_verl` and `rewards.for_openrlhf` call these as each trainer does.
"""

from rewards.ccrl import CcrlReward, CcrlSettings, Sample, ccrl_reward, ccrl_rewards
from rewards.confidence import MissingLogprobsError, TokenEntropy, TokenOffsetError
from rewards.judging import judged
from rewards.numeric_spans import marked_values
from rewards.ppc import PpcJudges, PpcSettings, ppc_reward, ppc_rewards
from rewards.record import Judge, Judged, Part, Reward, Turn

__all__ = [
    "CcrlReward",
    "CcrlSettings",
    "Judge",
    "Judged",
    "MissingLogprobsError",
    "Part",
    "PpcJudges",
    "PpcSettings",
    "Reward",
    "Sample",
    "TokenEntropy",
    "TokenOffsetError",
    "Turn",
    "ccrl_reward",
    "ccrl_rewards",
    "judged",
    "marked_values",
    "ppc_reward",
    "ppc_rewards",
]
