import pytest

from core.entities import JobState
from core.errors import InputError, JobError
from tests.db.make import add_video


def test_a_job_goes_from_queue_to_done(project):
    video = add_video(project)
    job = project.jobs.create("pose", {"people": 2}, video_id=video.id)
    assert (job.state, job.args, job.video_id) == (JobState.QUEUED, {"people": 2}, video.id)
    started = project.jobs.start(job.id, pid=123, host="here")
    assert (started.state, started.pid, started.host) == (JobState.RUNNING, 123, "here")
    assert started.started_at == started.heartbeat_at is not None
    project.jobs.progress(job.id, 0.25, "frame 5")
    assert (project.jobs.get(job.id).progress, project.jobs.get(job.id).message) == (0.25, "frame 5")
    done = project.jobs.finish(job.id, JobState.DONE)
    assert (done.state, done.progress) == (JobState.DONE, 1.0)
    assert done.finished_at >= done.started_at
    assert project.jobs.get(job.id) == done


def test_only_one_process_gets_a_job(project):
    job = project.jobs.create("pose", {})
    project.jobs.start(job.id, 1, "here")
    with pytest.raises(JobError, match="it is running"):
        project.jobs.start(job.id, 2, "there")
    assert project.jobs.get(job.id).pid == 1


def test_jobs_are_listed_oldest_first(project):
    jobs = [project.jobs.create("pose", {"n": n}) for n in range(3)]
    project.jobs.request_cancel(jobs[1].id)
    assert [job.id for job in project.jobs.all()] == [job.id for job in jobs]
    assert [job.id for job in project.jobs.active()] == [jobs[0].id, jobs[2].id]


def test_a_running_job_hears_of_its_cancel_at_the_next_heartbeat(project):
    job = project.jobs.create("pose", {})
    project.jobs.start(job.id, 1, "here")
    assert project.jobs.heartbeat(job.id) is False
    assert project.jobs.request_cancel(job.id).state is JobState.RUNNING
    assert project.jobs.heartbeat(job.id) is True


def test_a_queued_job_is_cancelled_at_once(project):
    job = project.jobs.create("pose", {})
    assert project.jobs.request_cancel(job.id).state is JobState.CANCELLED
    with pytest.raises(JobError, match="it is cancelled"):
        project.jobs.start(job.id, 1, "here")


def test_cancelling_an_ended_job_changes_nothing(project):
    job = project.jobs.create("pose", {})
    project.jobs.start(job.id, 1, "here")
    done = project.jobs.finish(job.id, JobState.DONE)
    assert project.jobs.request_cancel(job.id) == done


def test_a_failed_job_says_why_and_can_be_queued_again(project):
    job = project.jobs.create("pose", {"a": 1})
    project.jobs.start(job.id, 1, "here")
    project.jobs.progress(job.id, 0.5, "half")
    failed = project.jobs.finish(job.id, JobState.FAILED, "The film is damaged.", "Copy it again.")
    assert (failed.error, failed.hint, failed.progress) == ("The film is damaged.", "Copy it again.", 0.5)
    again = project.jobs.requeue(job.id)
    assert (again.state, again.error, again.hint, again.pid, again.args) == (
        JobState.QUEUED,
        "",
        "",
        None,
        {"a": 1},
    )
    assert project.jobs.start(job.id, 2, "here").state is JobState.RUNNING


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING, JobState.DONE])
def test_other_jobs_cannot_be_resumed(project, state):
    job = project.jobs.create("pose", {})
    if state is not JobState.QUEUED:
        project.jobs.start(job.id, 1, "here")
    if state is JobState.DONE:
        project.jobs.finish(job.id, state)
    with pytest.raises(InputError, match=f"it is {state}"):
        project.jobs.requeue(job.id)


def test_a_job_whose_process_died_is_interrupted(project):
    dead, alive, queued = (project.jobs.create("pose", {}) for _ in range(3))
    project.jobs.start(dead.id, 1, "here")
    project.jobs.start(alive.id, 2, "here")
    marked = project.jobs.mark_interrupted(lambda job: job.pid == 2)
    assert [job.id for job in marked] == [dead.id]
    states = [project.jobs.get(job.id).state for job in (dead, alive, queued)]
    assert states == [JobState.INTERRUPTED, JobState.RUNNING, JobState.QUEUED]
    assert project.jobs.get(dead.id).error
    assert project.jobs.requeue(dead.id).state is JobState.QUEUED


def test_a_job_that_was_taken_for_dead_is_told_to_stop(project):
    job = project.jobs.create("pose", {})
    project.jobs.start(job.id, 1, "here")
    project.jobs.mark_interrupted(lambda _: False)
    assert project.jobs.heartbeat(job.id) is True
    project.jobs.progress(job.id, 0.9, "still here")
    assert project.jobs.get(job.id).progress == 0


def test_a_job_that_ended_meanwhile_is_not_marked(project):
    job = project.jobs.create("pose", {})
    project.jobs.start(job.id, 1, "here")

    def looks_dead_because_it_just_ended(job):
        project.jobs.finish(job.id, JobState.DONE)
        return False

    assert project.jobs.mark_interrupted(looks_dead_because_it_just_ended) == []
    assert project.jobs.get(job.id).state is JobState.DONE


def test_progress_stays_between_nothing_and_all(project):
    job = project.jobs.create("pose", {})
    project.jobs.start(job.id, 1, "here")
    for fraction, stored in ((-0.5, 0.0), (1.5, 1.0)):
        project.jobs.progress(job.id, fraction)
        assert project.jobs.get(job.id).progress == stored


def test_a_job_does_not_end_running(project):
    job = project.jobs.create("pose", {})
    with pytest.raises(InputError):
        project.jobs.finish(job.id, JobState.RUNNING)


def test_an_unknown_job_is_named(project):
    for act in (project.jobs.get, project.jobs.request_cancel, project.jobs.requeue):
        with pytest.raises(InputError, match="no job 9"):
            act(9)
    with pytest.raises(InputError, match="no job 9"):
        project.jobs.start(9, 1, "here")
