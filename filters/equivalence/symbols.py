"""Unicode that people and models write for LaTeX, and the reverse of typographic niceties."""

import re
import unicodedata

SIGNS = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "﹣": "-",
    "×": r"\times ", "⋅": r"\cdot ", "·": r"\cdot ", "∙": r"\cdot ", "÷": "/", "∕": "/", "⁄": "/",
    "±": r"\pm ", "∓": r"\mp ", "√": r"\sqrt ", "∞": r"\infty ", "°": r"^\circ ", "º": r"^\circ ",
    "≤": r"\le ", "⩽": r"\le ", "≥": r"\ge ", "⩾": r"\ge ", "≠": r"\ne ", "≈": r"\approx ", "≃": r"\approx ",
    "∪": r"\cup ", "∩": r"\cap ", "∈": r"\in ", "∅": r"\emptyset ", "∖": r"\setminus ",
    "ℝ": r"\mathbb{R}", "ℤ": r"\mathbb{Z}", "ℕ": r"\mathbb{N}", "ℚ": r"\mathbb{Q}", "ℂ": r"\mathbb{C}",
    "π": r"\pi ", "θ": r"\theta ", "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "λ": r"\lambda ",
    "φ": r"\phi ", "ω": r"\omega ", "σ": r"\sigma ", "μ": r"\mu ", "Δ": r"\Delta ", "Ω": r"\Omega ",
    "⟨": r"\langle ", "⟩": r"\rangle ", "′": "'", "’": "'", "‘": "'", "“": '"', "”": '"',
    "，": ",", "。": ".", "；": ";", "：": ":", "（": "(", "）": ")", "％": "%", "＝": "=", "、": ",",
}  # fmt: skip
"""One character to what LaTeX has for it; the space ends a command's name."""

TRANSLATION = str.maketrans(SIGNS)
SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+")
SUBSCRIPT = re.compile("[₀₁₂₃₄₅₆₇₈₉]+")
VULGAR = re.compile("(?P<whole>[0-9]?)(?P<fraction>[¼-¾⅐-⅞])")
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0e-\x1f]")


def plain_symbols(text: str) -> str:
    """The text with LaTeX, or ASCII, in place of Unicode mathematics; full-width characters made plain."""
    if text.isascii():
        return INVISIBLE.sub("", text)
    text = SUPERSCRIPT.sub(lambda run: f"^{{{unicodedata.normalize('NFKC', run[0])}}}", INVISIBLE.sub("", text))
    text = SUBSCRIPT.sub(lambda run: f"_{{{unicodedata.normalize('NFKC', run[0])}}}", text)
    text = VULGAR.sub(_vulgar, text).translate(TRANSLATION)
    return unicodedata.normalize("NFKC", text).translate(TRANSLATION)


def _vulgar(match: re.Match[str]) -> str:
    """`2½` is the mixed number `2 1/2`."""
    over, under = unicodedata.normalize("NFKC", match["fraction"]).split("⁄")
    return f"{match['whole']} {over}/{under} ".lstrip()
