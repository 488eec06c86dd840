"""Studies with a frozen design: clips, raters by code, answers and what was done with each clip"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "raters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("consent_sha256", sa.String(length=64), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["study_id"], ["studies.id"], name=op.f("fk_raters_study_id_studies"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raters")),
        sa.UniqueConstraint("study_id", "code", name=op.f("uq_raters_study_id_code")),
        sa.UniqueConstraint("study_id", "number", name=op.f("uq_raters_study_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "study_clips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("style", sa.String(length=200), nullable=False),
        sa.Column("scene", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sound_path", sa.Text(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("drawing", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("loudness_lufs", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["study_id"], ["studies.id"], name=op.f("fk_study_clips_study_id_studies"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_clips")),
        sa.UniqueConstraint("study_id", "number", name=op.f("uq_study_clips_study_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("trial", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("choice", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("response_ms", sa.BigInteger(), nullable=False),
        sa.Column("n_plays", sa.Integer(), nullable=False),
        sa.Column("clips", sa.JSON(), nullable=False),
        sa.Column("clip_sha256s", sa.JSON(), nullable=False),
        sa.Column("drawing", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rater_id"], ["raters.id"], name=op.f("fk_answers_rater_id_raters"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("rater_id", "trial", "question", name=op.f("uq_answers_rater_id_trial_question")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "study_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("trial", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rater_id"], ["raters.id"], name=op.f("fk_study_events_rater_id_raters"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_study_events_rater_id_id"), "study_events", ["rater_id", "id"], unique=False)
    op.add_column("studies", sa.Column("design", sa.JSON(), nullable=True))
    op.add_column("studies", sa.Column("design_sha256", sa.String(length=64), nullable=True))
    op.add_column("studies", sa.Column("started_at", sa.DateTime(), nullable=True))
    op.add_column("studies", sa.Column("ended_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_table("study_events")
    op.drop_table("answers")
    op.drop_table("raters")
    op.drop_table("study_clips")
    # What such a study asks cannot be told to 0002, which would take it for a simple one.
    op.execute("DELETE FROM studies WHERE design IS NOT NULL")
    # Without the keyword a rebuilt table would give the ids of removed rows again.
    with op.batch_alter_table("studies", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("ended_at")
        batch.drop_column("started_at")
        batch.drop_column("design_sha256")
        batch.drop_column("design")
