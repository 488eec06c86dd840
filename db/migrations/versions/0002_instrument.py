"""What annotators need: tiers with rules, beat grids, edges in beats, review states, people swapped and named"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tiers", sa.Column("overlaps", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.text("UPDATE tiers SET overlaps = :yes WHERE name = 'comment'").bindparams(yes=True))
    op.add_column("segments", sa.Column("start_beat", sa.Double(), nullable=True))
    op.add_column("segments", sa.Column("end_beat", sa.Double(), nullable=True))
    op.create_table(
        "beat_grids",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("video_id", sa.Integer(), nullable=False),
        sa.Column("beats", sa.LargeBinary(), nullable=False),
        sa.Column("n_beats", sa.Integer(), nullable=False),
        sa.Column("downbeat", sa.Integer(), nullable=False),
        sa.Column("beats_per_bar", sa.Integer(), nullable=False),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["annotator_id"], ["annotators.id"], name=op.f("fk_beat_grids_annotator_id_annotators")
        ),
        sa.ForeignKeyConstraint(
            ["video_id"], ["videos.id"], name=op.f("fk_beat_grids_video_id_videos"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beat_grids")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_beat_grids_video_id_id"), "beat_grids", ["video_id", "id"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("start_frame", sa.Integer(), nullable=False),
        sa.Column("stop_frame", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("start_frame < stop_frame", name=op.f("ck_reviews_start_before_stop")),
        sa.ForeignKeyConstraint(
            ["annotator_id"], ["annotators.id"], name=op.f("fk_reviews_annotator_id_annotators")
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["tracks.id"], name=op.f("fk_reviews_track_id_tracks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reviews_track_id_id"), "reviews", ["track_id", "id"], unique=False)
    op.add_column("tracks", sa.Column("is_hidden", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "swaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("video_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("start_frame", sa.Integer(), nullable=False),
        sa.Column("stop_frame", sa.Integer(), nullable=False),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("start_frame < stop_frame", name=op.f("ck_swaps_start_before_stop")),
        sa.ForeignKeyConstraint(
            ["annotator_id"], ["annotators.id"], name=op.f("fk_swaps_annotator_id_annotators")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["tracks.id"], name=op.f("fk_swaps_first_id_tracks"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["tracks.id"], name=op.f("fk_swaps_second_id_tracks"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["video_id"], ["videos.id"], name=op.f("fk_swaps_video_id_videos"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swaps")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_swaps_video_id_id"), "swaps", ["video_id", "id"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("colour", sa.String(length=16), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["annotator_id"], ["annotators.id"], name=op.f("fk_people_annotator_id_annotators")
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["tracks.id"], name=op.f("fk_people_track_id_tracks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_people_track_id_id"), "people", ["track_id", "id"], unique=False)

    op.create_table(
        "rulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("gold_id", sa.Integer(), nullable=True),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["annotator_id"], ["annotators.id"], name=op.f("fk_rulings_annotator_id_annotators")
        ),
        sa.ForeignKeyConstraint(
            ["gold_id"], ["segments.id"], name=op.f("fk_rulings_gold_id_segments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["judge_id"], ["annotators.id"], name=op.f("fk_rulings_judge_id_annotators")),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_rulings_segment_id_segments"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rulings_gold_id"), "rulings", ["gold_id"], unique=False)
    op.create_index(op.f("ix_rulings_segment_id"), "rulings", ["segment_id"], unique=False)


def downgrade() -> None:
    op.drop_table("rulings")
    op.drop_table("people")
    op.drop_table("swaps")
    # People whom nobody found: their joints were put by hand, on tracks that 0001 cannot read.
    op.execute("DELETE FROM corrections WHERE track_id IN (SELECT id FROM tracks WHERE chunk_frames = 0)")
    op.execute("DELETE FROM reviews WHERE track_id IN (SELECT id FROM tracks WHERE chunk_frames = 0)")
    op.execute("DELETE FROM tracks WHERE chunk_frames = 0")
    with op.batch_alter_table("tracks", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("is_hidden")
    op.drop_table("reviews")
    op.drop_table("beat_grids")
    # Without the keyword a rebuilt table would give the ids of removed rows again.
    with op.batch_alter_table("segments", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("end_beat")
        batch.drop_column("start_beat")
    with op.batch_alter_table("tiers", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("overlaps")
