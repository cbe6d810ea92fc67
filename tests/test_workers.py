"""Several processes give what one gives, in order, and a process that dies costs one document."""

import os
import signal
import time
from functools import partial

import pytest

from sayso.records import Document, Failure
from sayso.workers import in_processes


def document(name):
    return Document(name, "text")


def shout(item):
    """Work of varying length that dies at one document, every time or once."""
    if item.id.startswith("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05 if item.id == "slow" else 0)
    return Document(item.id, item.text.upper())


def dies_once(marker, item):
    if item.id == "dies" and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return shout(Document("lives", item.text)) if item.id == "dies" else shout(item)


def killed(item):
    return Failure(item.id, "killed")


def test_items_come_back_in_order_and_what_is_no_document_is_passed_on():
    items = [document("slow"), Failure("f", "broken"), *(document(str(n)) for n in range(20))]
    found = list(in_processes(items, shout, 2, died=killed))
    assert [getattr(x, "id", "f") for x in found] == ["slow", "f", *(str(n) for n in range(20))]
    assert found[0].text == "TEXT"


def test_a_document_whose_process_dies_is_a_failure_and_no_other_is_lost():
    items = [document(name) for name in ("a", "dies-1", "b", "c", "dies-2", "d")]
    found = list(in_processes(items, shout, 2, died=killed))
    assert [x.id if isinstance(x, Document) else x.where for x in found] == ["a", "dies-1", "b", "c", "dies-2", "d"]
    assert [x.where for x in found if isinstance(x, Failure)] == ["dies-1", "dies-2"]


def test_a_process_that_dies_while_documents_are_still_handed_out_costs_one_document_too():
    names = [f"dies-{n}" if n in (3, 17, 30) else str(n) for n in range(40)]
    found = list(in_processes(slowly(names), shout, 2, died=killed))
    assert [x.id if isinstance(x, Document) else x.where for x in found] == names
    assert [x.where for x in found if isinstance(x, Failure)] == ["dies-3", "dies-17", "dies-30"]


def slowly(names):
    for name in names:
        time.sleep(0.05)
        yield document(name)


def test_a_document_that_was_only_unlucky_is_tried_again(tmp_path):
    found = list(in_processes([document("a"), document("dies")], partial(dies_once, tmp_path / "died"), 1, died=killed))
    assert [x.id for x in found] == ["a", "lives"]


def test_only_so_many_are_read_ahead():
    taken = []

    def items():
        for n in range(100):
            taken.append(n)
            yield document(str(n))

    results = in_processes(items(), shout, 2, died=killed)
    next(results)
    results.close()
    assert len(taken) < 20


def test_trouble_of_the_work_itself_is_the_callers():
    with pytest.raises(ZeroDivisionError):
        list(in_processes([document("a")], divide, 1, died=killed))


def divide(_):
    return 1 / 0
