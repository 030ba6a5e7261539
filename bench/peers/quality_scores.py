"""Scores by the field's own libraries. Reads one JSON object, {"task": ...}, from standard input and answers one.

words: references, hypotheses, language -> word error rate (jiwer) of text that Whisper's normaliser made alike.
translation: references, hypotheses -> BLEU and chrF of the corpus (sacrebleu's defaults), with their signatures.
lag: instances of {"reference", "prediction", "source_length", "emission_ca", "time_to_recording_end"} in ms -> LongYAAL and LAAL (OmniSTEval).
"""
import json
import sys
from importlib.metadata import version


def words(asked):
    import jiwer
    from whisper_normalizer.basic import BasicTextNormalizer
    from whisper_normalizer.english import EnglishTextNormalizer

    normalise = EnglishTextNormalizer() if asked["language"] == "en" else BasicTextNormalizer()
    references = [normalise(text) for text in asked["references"]]
    hypotheses = [normalise(text) for text in asked["hypotheses"]]
    kept = [(one, other) for one, other in zip(references, hypotheses) if one]
    found = jiwer.process_words([one for one, _ in kept], [other for _, other in kept])
    return {
        "wer": found.wer, "substitutions": found.substitutions, "deletions": found.deletions, "insertions": found.insertions,
        "words": found.hits + found.substitutions + found.deletions, "each": [jiwer.wer(one, other) for one, other in kept],
    }


def translation(asked):
    from sacrebleu.metrics import BLEU, CHRF

    scores = {}
    for name, metric in (("bleu", BLEU()), ("chrf2", CHRF())):
        scores[name] = metric.corpus_score(asked["hypotheses"], [asked["references"]]).score
        scores[name + "Signature"] = str(metric.get_signature())
    return scores


def lag(asked):
    from omnisteval.data import Instance
    from omnisteval.scoring import LAALScorer, YAALScorer

    instances = [Instance.from_dict(one) for one in asked["instances"]]
    return {
        "longYaalMs": YAALScorer(computation_aware=True, is_longform=True)(instances),
        "laalMs": LAALScorer(computation_aware=True)(instances),
    }


asked = json.load(sys.stdin)
answer = {"words": words, "translation": translation, "lag": lag}[asked["task"]](asked)
packages = ("jiwer", "whisper-normalizer", "sacrebleu", "OmniSTEval")
print(json.dumps({**answer, "versions": {name: version(name) for name in packages}}))
