"""How far apart tokens are, as MPNet (Song et al. 2020) sees it."""

import math

import torch
from torch import Tensor

FARTHEST = 128  # tokens; what is farther apart is as far as this
LEAST, MOST = 4, 4 * FARTHEST - 1  # classes, so that some are for distances of their own, not all


def distance(offsets: Tensor, classes: int) -> Tensor:
    """The class of how far a token is after another, below ``classes`` (Raffel et al. 2020).

    Half of the classes are for tokens after. Half of each half are for distances of their own, the
    others grow with the logarithm up to ``FARTHEST``.

    :param offsets: place of the token that is read less that of its reader.
    :param classes: how many there are, from ``LEAST`` to ``MOST``.
    """
    half = classes // 2
    near, far = half // 2, offsets.abs()
    steps = torch.log(far.clamp(min=1) / near) / math.log(FARTHEST / near) * (half - near)
    grown = (near + steps.long()).clamp(max=half - 1)
    return half * (offsets > 0) + torch.where(far < near, far, grown)
