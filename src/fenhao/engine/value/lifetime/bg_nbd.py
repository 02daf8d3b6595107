"""BG/NBD: purchases at a customer's own pace, and a chance of leaving after each repeat purchase.

A customer without a repeat purchase is alive for certain in this model; see MBG/NBD for one in which that is not so.
Parameters: r, alpha of the Gamma law of paces (alpha in units of time), a, b of the Beta law of the chance of leaving.
"""

from fenhao.engine.value.lifetime._dropout_model import dropout_model

MODEL = dropout_model(
    code="bg_nbd",
    lead=0,
    source='Fader, Hardie, Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2)',
)
