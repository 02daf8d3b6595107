"""What people do in the journal: they edit the chart of cost types."""

from fenhao.books.journal._chart_edit import ChartAnswer, edit_node
from fenhao.books.journal._chart_file import (
    PublishAnswer,
    PublishVerdict,
    file_differences,
    import_chart,
    publish_chart,
)

__all__ = [
    "ChartAnswer",
    "PublishAnswer",
    "PublishVerdict",
    "edit_node",
    "file_differences",
    "import_chart",
    "publish_chart",
]
