"""What the networks are trained for: labels where there are, a teacher where there is one."""

import torch
from data import IGNORED, Batch, PairBatch, SentenceBatch
from networks import Student
from torch import Tensor
from torch.nn.functional import cross_entropy, log_softmax

SMOOTHING = 0.05
CLASS_NOT_ENTAILED = 3
EARLY_WEIGHT = 0.3  # of the early exit beside the last layer
TAG_WEIGHT = 0.7  # of the tags loss beside the stance loss


def nli_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy where "not entailment" counts both other classes."""
    scores = log_softmax(logits.float(), -1)
    not_entailed = torch.logsumexp(scores[:, 1:], -1, keepdim=True)
    two = labels == CLASS_NOT_ENTAILED
    plain = labels.masked_fill(two, IGNORED)
    total = cross_entropy(
        logits.float(), plain, ignore_index=IGNORED, reduction="sum", label_smoothing=SMOOTHING
    )
    total = total - (not_entailed[:, 0] * two).sum()
    return total / (labels >= 0).sum().clamp(min=1)


def tag_loss(model: Student, scores: Tensor, batch: SentenceBatch) -> Tensor:
    """Negative log-likelihood, a token, of the tags of cues and sources where they are given."""
    loss = torch.zeros((), device=scores.device)
    tagged = batch.cue_tags[:, 0] != IGNORED
    mask = batch.mask[tagged]
    for (crf, own), gold in zip(
        model.tags.apart(scores[tagged]), (batch.cue_tags, batch.source_tags), strict=True
    ):
        likelihood = crf.log_likelihood(own, mask, gold[tagged].clamp(min=0))
        loss = loss - likelihood.sum() / mask.sum().clamp(min=1)
    return loss


def divergence(logits: Tensor, soft: Tensor) -> Tensor:
    """Cross-entropy to the teacher's probabilities, a row at a time."""
    return -(soft.softmax(-1) * log_softmax(logits.float(), -1)).sum(-1)


def loss_of(model: Student, batch: Batch) -> Tensor:
    """Loss of one batch: labels where there are, teacher where there is one."""
    if isinstance(batch, PairBatch):
        return loss_of_pairs(model, batch)
    return loss_of_sentences(model, batch)


def read_pairs(model: Student, batch: PairBatch) -> list[Tensor]:
    """NLI logits (n, 3) of the last layer and of the early exit; each premise is read once."""
    hidden, mask, early = model.begin(batch.packed)
    final = model.finish(hidden, mask, batch.packed.asked)
    return [logits.flatten(0, 1)[batch.order] for logits in (final, early)]


def loss_of_pairs(model: Student, batch: PairBatch) -> Tensor:
    """NLI, that of the early exit weighed less."""
    final, early = (nli_and_taught(logits, batch) for logits in read_pairs(model, batch))
    return final + EARLY_WEIGHT * early


def nli_and_taught(logits: Tensor, batch: PairBatch) -> Tensor:
    """Loss by labels, and by the teacher where it taught."""
    if batch.soft is None:
        return nli_loss(logits, batch.labels)
    weight = torch.where(batch.labels >= 0, 0.5, 1.0)
    taught = (weight * divergence(logits, batch.soft.float())).mean()
    return 0.5 * nli_loss(logits, batch.labels) + taught


def loss_of_sentences(model: Student, batch: SentenceBatch) -> Tensor:
    """Stance and tags."""
    stance, tags = model.judge_sentences(batch.tokens, batch.mask)
    gold = stance_loss(stance, batch.labels) + TAG_WEIGHT * tag_loss(model, tags, batch)
    if batch.soft is None or batch.soft_tags is None:
        return gold
    weight = torch.where(batch.labels >= 0, 0.5, 1.0)
    loss = 0.5 * gold + (weight * divergence(stance, batch.soft.float())).mean()
    both = (model.tags.apart(scores) for scores in (tags, batch.soft_tags))
    for (_, ours), (_, theirs) in zip(*both, strict=True):
        by_token = divergence(ours, theirs) * batch.mask
        loss = loss + TAG_WEIGHT * (weight * by_token.sum(1) / batch.mask.sum(1)).mean()
    return loss


def stance_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy over the sentences that have a label."""
    total = cross_entropy(
        logits.float(), labels, ignore_index=IGNORED, reduction="sum", label_smoothing=SMOOTHING
    )
    return total / (labels >= 0).sum().clamp(min=1)
