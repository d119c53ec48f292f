"""Which items run together: sorted by length, packed to a budget of tokens."""

from collections.abc import Iterator, Sequence


def batches(lengths: Sequence[int], max_tokens: int) -> Iterator[list[int]]:
    """Group items of similar length.

    :param lengths: tokens of each item.
    :param max_tokens: most tokens in a batch, as if all were as long as the longest; a longer
        item runs alone.
    :return: batches of indices into ``lengths``, longest items first, so that a lack of memory
        shows at once; every index comes exactly once.
    """
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > max_tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
