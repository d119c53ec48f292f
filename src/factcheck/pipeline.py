"""Documents in, annotated documents out: sentences, stance, evidence, verdict, label."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Self

from msgspec import UNSET, UnsetType

from factcheck import __version__
from factcheck.checks import Check, check
from factcheck.columns import Column, annotated_columns
from factcheck.decide import EMPTY, NO_EVIDENCE, NO_PASSAGE, decide, is_checked
from factcheck.document import (
    AnnotatedDocument,
    Claim,
    Contradiction,
    Document,
    FailedDocument,
    Run,
    RunSettings,
    Source,
    Span,
    Summary,
)
from factcheck.errors import DocumentError, InputError
from factcheck.evidence.copies import Copies
from factcheck.evidence.hypothesis import Statement, looked_up
from factcheck.evidence.index import Passage
from factcheck.evidence.sources import Paths, Sources, open_evidence
from factcheck.evidence.verdict import corroboration
from factcheck.model.loading import load_scorer
from factcheck.model.scorer import Scorer
from factcheck.model.scoring import read
from factcheck.pools import characters, pools
from factcheck.quotations import attributed
from factcheck.records import Sentence, cue, failed, info, source, statements
from factcheck.selfcheck import Article, against_itself
from factcheck.sentences import split
from factcheck.settings import Settings
from factcheck.soundness import sound


class Annotator:
    """Annotates articles; made once, used for many.

    annotator = Annotator.load()
    annotated = annotator.annotate("Some analysts doubt that the project can be financed.")
    annotated.claims[0].label      # Label.HEDGED
    """

    def __init__(
        self,
        scorer: Scorer,
        evidence: Sources | None,
        settings: Settings,
        *,
        itself: bool = False,
    ) -> None:
        self._scorer = scorer
        self._itself = itself
        self._evidence = evidence
        self._passages = settings.passages
        self._given: dict[str, Any] | None = None
        self.unread = evidence.unread if evidence else ()
        self.run = Run(
            version=__version__,
            model=scorer.resource,
            thresholds=scorer.thresholds,
            evidence=evidence.resource if evidence else None,
            device=str(scorer.device),
            settings=RunSettings(
                passages=settings.passages,
                max_tokens=settings.max_tokens,
                precision=scorer.precision,
                check_hedged=settings.check_hedged,
            ),
        )

    @classmethod
    def load(
        cls,
        model: str | Path = "small",
        *,
        evidence: Paths | None = None,
        corpus: Paths = (),
        itself: bool = False,
        settings: Settings | None = None,
        shared: str | Path | None = None,
    ) -> Self:
        """Load a model and its evidence.

        :param model: name of a shipped model, a model folder, or a plain NLI model: a folder of
            ``transformers``, or an ID such as ``user/model`` of the Hugging Face hub, which is
            then fetched.
        :param evidence: one path or several, of indexes or of documents to index; empty for none.
            Default: the shipped corpus.
        :param corpus: one path or several, of articles of which those that are no later than the
            one annotated are evidence too, such as all articles of a run; or that of their index.
        :param itself: also hold each article against itself.
        :param shared: a file, empty at first, that processes name which load the same on a CPU of
            this machine: the weights of a model of ours are then in memory once for all of them.
            Not on Windows; and an annotator that is pickled has weights of its own again.
        :raises ModelError: if the model is missing, damaged or of another format.
        :raises EvidenceError: if an index is missing, damaged or of another version.
        :raises InputError: if a path does not exist.
        :raises SettingsError: if the device, precision or target precision cannot be had, or
            ``shared`` be used.
        """
        settings = settings or Settings()
        sources = open_evidence(evidence, corpus)
        scorer = load_scorer(model, settings, Path(shared) if shared else None)
        annotator = cls(scorer, sources, settings, itself=itself)
        annotator._given = {
            "model": model,
            "evidence": evidence,
            "corpus": corpus,
            "itself": itself,
            "settings": settings,
        }
        return annotator

    def annotate(self, text: str, *, title: str | None = None) -> AnnotatedDocument:
        """Annotate one text.

        :raises DocumentError: if the text is blank or cannot be judged, or it or the title cannot
            be written.
        """
        document = Document(id="text", text=text, title=title)
        (result,) = self.annotate_many([document])
        if isinstance(result, FailedDocument):
            raise DocumentError(result.error.message)
        return result

    def annotate_many(
        self, documents: Iterable[Document | FailedDocument]
    ) -> Iterator[AnnotatedDocument | FailedDocument]:
        """Annotate a stream of documents, in order, in memory that does not grow with it.

        A document that fails gives a ``FailedDocument`` in its place and the others go on; one
        that had already failed is passed through.

        :raises TypeError: if one is no document.
        """
        for pool in pools(map(sound, documents), characters):
            good = [entry for entry in pool if isinstance(entry, Document)]
            results = iter(self._annotate_pool(good))
            for entry in pool:
                yield entry if isinstance(entry, FailedDocument) else next(results)

    def judge(self, document: Document, spans: Sequence[Span], number: int) -> tuple[Claim, str]:
        """Judge one sentence of a document, as it is judged among the others.

        :param spans: the sentences of the document, which tell who speaks in a quotation, and what
            a claim points back to.
        :param number: of the one to judge.
        :return: the claim, and what is looked up where it is checked.
        :raises DocumentError: if the model gives a sentence no score.
        """
        texts = [document.text[start:end] for start, end in spans]
        readings = read(self._scorer, texts)
        sentences = list(map(Sentence, repeat(document), spans, texts, readings))
        sources = attributed(document.text, spans, list(map(source, sentences)))
        statement = statements(document, sentences)[number]
        (check,) = self._check([sentences[number]], [statement])
        claim = self._claim(number, sentences[number], sources[number], check)
        return claim, looked_up(statement)

    def _annotate_pool(
        self, documents: Sequence[Document]
    ) -> list[AnnotatedDocument | FailedDocument]:
        """Annotate together; if that fails, one by one, so that only the culprit fails."""
        try:
            return list(self._annotate_together(documents))
        except Exception as error:  # whatever one document brings about, the run goes on
            if len(documents) > 1:
                return [self._annotate_pool([document])[0] for document in documents]
            return [failed(documents[0], error)]

    def _annotate_together(self, documents: Sequence[Document]) -> Iterator[AnnotatedDocument]:
        """Score the sentences of all documents together, each equal sentence once."""
        spans = [sentence_spans(document) for document in documents]
        texts = [
            [document.text[start:end] for start, end in own]
            for document, own in zip(documents, spans, strict=True)
        ]
        different = list(dict.fromkeys(text for own in texts for text in own))
        readings = dict(zip(different, read(self._scorer, different), strict=True))
        sentences = [
            [
                Sentence(document, span, text, readings[text])
                for span, text in zip(own, words, strict=True)
            ]
            for document, own, words in zip(documents, spans, texts, strict=True)
        ]
        said = chain.from_iterable(map(statements, documents, sentences))  # if it is looked up
        checks = iter(self._check([sentence for own in sentences for sentence in own], said))
        found = self._contradict(documents, sentences)
        for document, own, contradictions in zip(documents, sentences, found, strict=True):
            sources = attributed(document.text, [s.span for s in own], [source(s) for s in own])
            claims = tuple(
                self._claim(number, sentence, said_by, next(checks))
                for number, (sentence, said_by) in enumerate(zip(own, sources, strict=True))
            )
            yield AnnotatedDocument(
                document=info(document),
                text=document.text,
                claims=claims,
                summary=Summary.of(claims),
                run=self.run,
                contradictions=contradictions,
            )

    def _contradict(
        self, documents: Sequence[Document], sentences: Sequence[Sequence[Sentence]]
    ) -> Sequence[tuple[Contradiction, ...] | UnsetType]:
        """Hold each article against itself, if that is wanted."""
        if not self._itself:
            return [UNSET] * len(documents)
        articles = [
            Article(document.title, [s.text for s in own], [s.reading for s in own])
            for document, own in zip(documents, sentences, strict=True)
        ]
        return against_itself(articles, self._scorer)

    def _check(self, sentences: Sequence[Sentence], said: Iterable[Statement]) -> list[Check]:
        """Look up the sentences to be checked, and compare what they state with what is found."""
        if self._evidence is None:
            return [Check(None, (), NO_EVIDENCE)] * len(sentences)
        said = list(said)
        found = self._retrieve(self._evidence, sentences, said)
        asked = [(one, passages) for one, passages in zip(said, found, strict=True) if passages]
        checks = iter(check(self._scorer, [one for one, _ in asked], [near for _, near in asked]))
        nothing = Check(None, (), NO_PASSAGE if self._evidence.passages else EMPTY)
        unasked = Check(None, (), None)
        return [
            unasked if passages is None else next(checks) if passages else nothing
            for passages in found
        ]

    def _retrieve(
        self, evidence: Sources, sentences: Sequence[Sentence], said: Sequence[Statement]
    ) -> list[list[Passage] | None]:
        """Passages for each sentence; None for those whose stance is not to be checked."""
        copies: dict[Document, Copies] = {}
        found: dict[tuple[Document, Statement], list[Passage] | None] = {}
        for (document, _, _, reading), statement in zip(sentences, said, strict=True):
            if (document, statement) in found:
                continue
            if not is_checked(reading.stance, self.run.settings):
                found[document, statement] = None
                continue
            if document not in copies:
                copies[document] = Copies(document)
            found[document, statement] = evidence.search(
                looked_up(statement),
                top=self._passages,
                exclude=copies[document],
                published=document.published,
            )
        return [
            found[sentence.document, statement]
            for sentence, statement in zip(sentences, said, strict=True)
        ]

    def _claim(self, number: int, sentence: Sentence, said_by: Source, check: Check) -> Claim:
        """Put one claim together."""
        scores = sentence.reading.stance
        decision = decide(
            scores, check.verdict, check.evidence, self._scorer.thresholds, check.unchecked
        )
        return Claim(
            id=number,
            start=sentence.span.start,
            end=sentence.span.end,
            text=sentence.text,
            label=decision.label,
            confidence=decision.confidence,
            stance=scores,
            verdict=check.verdict,
            cues=tuple(cue(sentence, span) for span in sentence.reading.cues),
            source=said_by,
            evidence=check.evidence,
            reason=decision.reason,
            corroboration=corroboration(check.of_run, sentence.document.outlet)
            if self._evidence and self._evidence.within_run and check.evidence
            else UNSET,
        )

    def map(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, Column]:
        """Annotate a batch of rows, as ``Dataset.map(annotator.map, batched=True)`` gives them.

        :return: the columns ``claims``, ``summary`` and ``error``, of which a row that cannot be
            annotated has the last alone.
        :raises InputError: there is no column ``text``, or one of those three already; or the batch
            is one row, as it is without ``batched=True``.
        """
        return annotated_columns(self, batch)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as what :meth:`load` was given, which is loaded again there."""
        if self._given is None:
            raise TypeError("give other processes an annotator made by Annotator.load")
        return load_again, (self._given, self.run)


def load_again(given: dict[str, Any], run: Run) -> Annotator:
    """Load an annotator as it was loaded before.

    :raises InputError: the model, the evidence or another part of its run is not what it was then.
    """
    annotator = Annotator.load(**given)
    fields = run.__struct_fields__
    changed = [name for name in fields if getattr(annotator.run, name) != getattr(run, name)]
    if changed:
        raise InputError(f"changed meanwhile: {', '.join(changed)}; load the annotator anew")
    return annotator


def sentence_spans(document: Document) -> list[Span]:
    """The sentences of a document.

    :raises DocumentError: if there are none.
    """
    spans = split(document.text)
    if not spans:
        raise DocumentError("the text is blank: give a document with words in it")
    return spans
