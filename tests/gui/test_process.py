from __future__ import annotations

import json

from workbench.gui.demo import DemoStrip
from workbench.gui.process import Command, fault_of


def test_a_command_gives_its_output(qtbot, project):
    command = Command(["videos", str(project.path), "--json"])
    with qtbot.waitSignal(command.done, timeout=30_000) as done:
        command.start()
        assert command.running
    assert json.loads(done.args[0]) == []


def test_a_command_that_fails_says_why(qtbot, tmp_path):
    command = Command(["videos", str(tmp_path / "nothing.barre")])
    with qtbot.waitSignal(command.failed, timeout=30_000) as failed:
        command.start()
    assert "nothing.barre" in failed.args[0].message
    assert failed.args[0].hint


def test_a_cancelled_command_neither_succeeds_nor_fails(qtbot, project):
    command = Command(["videos", str(project.path)])
    with qtbot.assertNotEmitted(command.done), qtbot.assertNotEmitted(command.failed):
        command.start()
        command.cancel()
        qtbot.waitUntil(lambda: not command.running, timeout=30_000)


def test_the_last_error_of_a_command_and_its_hint_are_told():
    fault = fault_of(["reading: 3%", "Error: The disk is full.", "Free some space."], "barre train")
    assert (fault.message, fault.hint) == ("The disk is full.", "Free some space.")
    assert "barre train" in fault_of([], "barre train").message


def test_the_demo_is_opened_while_it_is_made_and_can_be_stopped(qtbot, context, tmp_path):
    strip = DemoStrip(context)
    qtbot.addWidget(strip)
    messages = []
    context.message_sent.connect(lambda message: messages.append(message.text))
    assert strip.begin(tmp_path / "demo.barre", "--fast") is not None
    assert strip.begin(tmp_path / "other.barre") is None
    qtbot.waitUntil(lambda: context.project is not None, timeout=60_000)
    assert context.open.name == "demo"
    assert strip.isVisible()
    strip.stop_button.click()
    qtbot.waitUntil(lambda: strip.build is None, timeout=60_000)
    assert not strip.isVisible()
    assert messages == [
        "A demo is being made already.",
        "The demo was stopped. Make it again at the same place to go on.",
    ]


def test_a_demo_that_cannot_be_made_says_why(qtbot, context, tmp_path):
    strip = DemoStrip(context)
    qtbot.addWidget(strip)
    (tmp_path / "taken.barre").write_text("mine")
    with qtbot.waitSignal(context.message_sent) as sent:
        assert strip.begin(tmp_path / "taken.barre") is None
    assert "exists already" in sent.args[0].text
    with qtbot.waitSignal(context.message_sent, timeout=60_000) as sent:
        strip.begin(tmp_path / "taken.barre" / "demo.barre")
    assert "demo.barre" in sent.args[0].text
    qtbot.waitUntil(lambda: strip.build is None)
