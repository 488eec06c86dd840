"""What the Train page does to the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.entities import JobState
from workbench.gui.context import AppContext
from workbench.gui.jobs.log_window import LogWindow
from workbench.gui.messages import Level
from workbench.gui.process import Command
from workbench.gui.train.book import RunRecord
from workbench.gui.train.film_dialog import FilmDialog, FilmWishes
from workbench.gui.train.generate_dialog import GenerateDialog, GenerateWishes
from workbench.gui.train.new_run import RunWishes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.entities import Job, Run


class TrainDeeds(QObject):
    """Starts runs and does things with them. No model is loaded here: that is the work of other processes."""

    run_started = Signal(int)  # run id
    evaluated = Signal(int)  # run id

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._evaluations: dict[int, Command] = {}
        context.project_closed.connect(self._on_project_closed)

    def start(self, wishes: RunWishes) -> None:
        """Set a run up and queue its training."""
        project = self._context.open

        def work() -> tuple[Run, Job]:
            from workbench.actions.datasets import DataFilter
            from workbench.actions.training import start_training

            return start_training(
                project, wishes.preset, wishes.overrides, seed=wishes.seed, device=wishes.device,
                data=DataFilter(styles=wishes.styles, annotator=wishes.annotator), name=wishes.name,
            )  # fmt: skip

        self._context.background(work, self._on_started)

    def repeat(self, record: RunRecord) -> None:
        """Set up a run like another one and queue its training."""
        project, run_id = self._context.open, record.run.id

        def work() -> tuple[Run, Job]:
            from workbench.actions.training import repeat_training

            return repeat_training(project, run_id)

        self._context.background(work, self._on_started)

    def _on_started(self, made: tuple[Run, Job]) -> None:
        self._context.job_keeper.tend()
        self._context.job_keeper.refresh()
        self.run_started.emit(made[0].id)

    def cancel(self, record: RunRecord) -> None:
        if record.job is not None and record.job.state.is_active:
            self._context.job_keeper.cancel(record.job.id)

    def resume(self, record: RunRecord) -> None:
        if record.job is not None and record.job.state.can_resume:
            self._context.job_keeper.resume(record.job.id)

    def show_log(self, record: RunRecord) -> LogWindow | None:
        if record.job is None:
            return None
        from workbench.jobs.context import log_path

        path = log_path(self._context.open, record.job)
        window = LogWindow(f"{record.run.name} {record.run.id}", path, self._page)
        window.show()
        return window

    # dances

    def ask_generate(self, record: RunRecord) -> GenerateDialog | FilmDialog:
        run, name = record.run, f"{record.run.name} {record.run.id}"
        dialog: GenerateDialog | FilmDialog
        if run.task == "generate":
            dialog = GenerateDialog(self._context, run.id, name, self._page)
            dialog.asked.connect(self.generate)
        else:
            dialog = FilmDialog(self._context, run.id, name, run.task, self._page)
            dialog.asked.connect(self.make_film)
        dialog.open()
        return dialog

    def generate(self, wishes: GenerateWishes) -> None:
        """Queue the making of a dance."""
        project = self._context.open
        args = {
            "music": None if wishes.music is None else str(wishes.music),
            "seed": wishes.seed,
            "duration_s": wishes.length_s,
            "start_s": wishes.start_s,
            "fps": wishes.fps,
            "asks": wishes.asks.to_dict(),
        }
        self._context.background(
            lambda: project.jobs.create("generate", args, run_id=wishes.run_id), self._on_generate_queued
        )

    def make_film(self, wishes: FilmWishes) -> None:
        """Queue the making of a film."""
        project = self._context.open
        args = {
            "source": wishes.source,
            "seed": wishes.seed,
            "duration_s": wishes.length_s,
            "start_s": wishes.start_s,
        }
        self._context.background(
            lambda: project.jobs.create("film", args, run_id=wishes.run_id), self._on_generate_queued
        )

    def _on_generate_queued(self, job: Job) -> None:
        self._context.job_keeper.tend()
        self._context.job_keeper.refresh()
        show = ("Show jobs", lambda: self._context.show_page("library", jobs=True))
        self._context.message(
            f"A dance is being made (job {job.id}). It will be on the Compare page.", action=show
        )

    # verdicts

    def is_evaluating(self, run_id: int) -> bool:
        return run_id in self._evaluations

    def evaluate(self, record: RunRecord) -> None:
        """Judge a run in a process of its own: the window must not load the model."""
        run_id = record.run.id
        if record.state is not JobState.DONE or run_id in self._evaluations:
            return
        command = Command(["evaluate", str(self._context.open.path), "--run", str(run_id), "--json"], self)
        command.done.connect(lambda _: self._on_evaluated(run_id))
        command.failed.connect(lambda error: self._on_evaluate_failed(run_id, error))
        self._evaluations[run_id] = command
        command.start()
        self.evaluated.emit(run_id)

    def _on_evaluated(self, run_id: int) -> None:
        self._evaluations.pop(run_id).deleteLater()
        self._context.message(f"Run {run_id} was tested.", Level.GOOD)
        self.evaluated.emit(run_id)

    def _on_evaluate_failed(self, run_id: int, error: Exception) -> None:
        self._evaluations.pop(run_id).deleteLater()
        self._context.report(error)
        self.evaluated.emit(run_id)

    def _on_project_closed(self) -> None:
        for command in self._evaluations.values():
            command.cancel()
        self._evaluations.clear()
