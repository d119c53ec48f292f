"""With how many threads this process calculates."""

import torch


def use_threads(count: int | None) -> int:
    """Calculate with so many threads from now on; None changes nothing.

    :return: how many it was with before.
    """
    before: int = torch.get_num_threads()
    torch.set_num_threads(count or before)
    return before
