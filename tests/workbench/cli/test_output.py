"""What is printed of names that look like markup."""

from __future__ import annotations

from workbench.cli.output import progress, show


def test_names_that_look_like_markup_are_printed_as_they_are(capsys):
    show(("run 1", "[/x]"), [("[red]", "[/]")], empty="")
    out = capsys.readouterr().out
    assert all(name in out for name in ("[/x]", "[red]", "[/]"))


def test_an_empty_table_says_its_sentence_as_it_is(capsys):
    show(("[/x]",), [], empty="No [/x].")
    assert capsys.readouterr().out.strip() == "No [/x]."


def test_progress_titles_and_messages_that_look_like_markup_do_no_harm():
    with progress("[/x]") as on_progress:
        on_progress(0.5, "[/y]")
