"""What rounding to the smallest coin added to a sale paid in cash."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the amount; sales of before were not rounded."""
    op.add_column("sale", sa.Column("cash_rounding_minor", sa.BigInteger(), nullable=False, server_default="0"))
