"""MBG/NBD: as BG/NBD, but a customer may leave right after the first purchase already.

Parameters: r, alpha of the Gamma law of paces (alpha in units of time), a, b of the Beta law of the chance of leaving.
"""

from fenhao.engine.value.lifetime._dropout_model import dropout_model

MODEL = dropout_model(
    code="mbg_nbd",
    lead=1,
    source="Batislam, Denizel, Filiztekin (2007), Empirical validation and comparison of models for customer base analysis, IJRM 24(3)",
)
