"""Stage texts derived by rules from a worked solution: pure text work, no model, no I/O.

A baseline and a stand-in, so that every pipeline runs anywhere. It reads well on short word problems whose
solution marks its computations as `<<48/2=24>>`; it understands nothing, and says so in provenance.
"""
