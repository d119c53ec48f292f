"""Chooses the tags of a text together: a linear-chain CRF (Lafferty et al. 2001).

The encoder scores each tag for each token by itself; the transitions say how well a tag goes with
the one before it. So both ends of a span are found as one.
"""

import torch
from torch import Tensor, nn


class CRF(nn.Module):
    """A conditional random field: scores of the first tag and of transitions between tags.

    Texts are filled up on the right; a mask (n, length) says which tokens are theirs. Scores of
    tokens have shape (n, length, tags).
    """

    def __init__(self, tags: int) -> None:
        super().__init__()
        self.start = nn.Parameter(torch.zeros(tags))
        self.transitions = nn.Parameter(torch.zeros(tags, tags))

    def forward(self, scores: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """The most probable tags of each text, and how probable each of them is.

        :return: numbers of tags, 0 beyond the end, and probabilities. *Shape:* (n, length) each
        """
        best = self.most_probable(scores, mask)
        marginals = self.log_marginals(scores, mask).gather(-1, best[..., None])
        return best, marginals[..., 0].exp()

    def log_likelihood(self, scores: Tensor, mask: Tensor, tags: Tensor) -> Tensor:
        """Logarithm of the probability of these tags of each text.

        :return: *Shape:* (n)
        """
        chosen = scores.gather(-1, tags[..., None])[..., 0] * mask
        moves = self.transitions[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]
        sequence = self.start[tags[:, 0]] + chosen.sum(1) + moves.sum(1)
        return sequence - self._ahead(scores, mask)[-1].logsumexp(-1)

    def log_marginals(self, scores: Tensor, mask: Tensor) -> Tensor:
        """Logarithm of the probability of each tag of each token, whatever the others are.

        :return: found by the forward-backward algorithm. *Shape:* (n, length, tags)
        """
        moves = self.transitions.exp().T
        behind = [torch.zeros_like(scores[:, 0])]
        for place in range(scores.shape[1] - 1, 0, -1):
            summed = moved(scores[:, place] + behind[-1], moves)
            behind.append(summed * mask[:, place, None])
        both = torch.stack(self._ahead(scores, mask), 1) + torch.stack(behind[::-1], 1)
        return both.log_softmax(-1)

    def most_probable(self, scores: Tensor, mask: Tensor) -> Tensor:
        """Numbers of the tags that are most probable together (Viterbi 1967), 0 beyond the end."""
        total = self.start + scores[:, 0]
        stay = torch.arange(len(self.start), device=scores.device)
        came = []
        for place in range(1, scores.shape[1]):
            own = mask[:, place, None]
            found, before = (total[:, :, None] + self.transitions).max(1)
            came.append(torch.where(own, before, stay))
            total = torch.where(own, found + scores[:, place], total)
        path = [total.argmax(-1)]
        for before in reversed(came):
            path.append(before.gather(-1, path[-1][:, None])[:, 0])
        return torch.stack(path[::-1], 1) * mask

    def _ahead(self, scores: Tensor, mask: Tensor) -> list[Tensor]:
        """Logarithms of the summed weight of all that ends at each token with each tag.

        :return: for each token (n, tags); beyond the end, those of the last token.
        """
        moves = self.transitions.exp()
        sums = [self.start + scores[:, 0]]
        for place in range(1, scores.shape[1]):
            found = moved(sums[-1], moves) + scores[:, place]
            sums.append(torch.where(mask[:, place, None], found, sums[-1]))
        return sums


def moved(weights: Tensor, moves: Tensor) -> Tensor:
    """Logarithms of the summed weight of all that moves to each tag.

    In this form each weight is raised to a power once, and not once for every tag it may move to.

    :param weights: their logarithms. *Shape:* (n, tags)
    :param moves: by what they are multiplied, no logarithms. *Shape:* (tags, tags)
    :return: *Shape:* (n, tags)
    """
    most = weights.amax(-1, keepdim=True)
    return ((weights - most).exp() @ moves).log() + most
