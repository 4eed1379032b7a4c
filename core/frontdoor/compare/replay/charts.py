"""Draws what a replay found: outcomes beside one another, and each team's contacts over the year.

Nothing is told by colour alone: bars carry their authority's name and number, lines are broken
each in their own way and numbered. All numbers are in the tables too.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from frontdoor.compare.flowcharts.drawing import INK, PAPER, Chart
from frontdoor.compare.replay.counting import BY_DAY, OUTCOMES, PER_CENT
from frontdoor.compare.tables import Table

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

COLOURS: Final = ("#1d70b8", "#d4351c", "#00703c", "#4c2c92", "#594d00", "#0b0c0c")
"""Of the GOV.UK Design System, each with a contrast of at least 4.5 to white."""

DASHES: Final = ("1, 0", "8, 4", "2, 3", "12, 4, 2, 4", "5, 5", "1, 6")
"""How the lines of teams are broken, each otherwise; there are no more lines than ways."""

SPAN: Final = 7
"""Days over which lines are smoothed, so that week-ends do not hide everything else."""


def charts(tables: Sequence[Table]) -> tuple[Chart, ...]:
    """The charts of a replay, from its tables: of outcomes, and for each procedure of its teams."""
    drawn = []
    for table in tables:
        if table.name == OUTCOMES:
            drawn.append(_outcomes(table))
        elif table.name.startswith(BY_DAY):
            drawn.append(_by_day(table))
    return tuple(drawn)


def _outcomes(table: Table) -> Chart:
    shares = [n for n, column in enumerate(table.columns) if column.endswith(PER_CENT)]
    chart = _pygal().HorizontalBar(
        **_look(),
        title=f"{table.title}: per cent of contacts",
        height=len(table.rows) * (len(shares) * 18 + 12) + 160,
        x_labels=[row.heading for row in reversed(table.rows)],
        print_values=True,
        print_values_position="top",
        spacing=6,
        # Beside the end of a bar; else it would stand across it.
        css=[
            "file://style.css",
            "file://graph.css",
            "inline:.text-overlay text{text-anchor:start}",
        ],
    )
    for column in shares:
        name = table.columns[column].removesuffix(PER_CENT)
        shown = [row.cells[column - 1][0].says for row in reversed(table.rows)]
        chart.add(name, shown, formatter=f"{name} {{}}%".format)
    about = "For each outcome a bar for each procedure: its share of all contacts."
    return _drawn(chart, table, about)


def _by_day(table: Table) -> Chart:
    days = [row.heading for row in table.rows]
    marked = [n for n, day in enumerate(days) if day.endswith("-01")] or list(range(len(days)))
    chart = _pygal().Line(
        **_look(),
        title=f"{table.title}, each the mean of {SPAN} days",
        height=560,
        x_labels=days,
        x_labels_major=[days[n] for n in marked],
        show_minor_x_labels=False,
        x_label_rotation=45,
        show_only_major_dots=True,
        dots_size=2,
        print_labels=True,
        include_x_axis=True,
    )
    teams = table.columns[1 : len(DASHES) + 1]
    for column, team in enumerate(teams):
        counts: list[Any] = [row.cells[column][0].says for row in table.rows]
        means: list[Any] = [
            round(sum(counts[n + 1 - SPAN : n + 1]) / SPAN, 1) if n + 1 >= SPAN else None
            for n in range(len(counts))
        ]
        # Its number stands on the line, for each at another place.
        number, place = str(column + 1), marked[(column + 1) % len(marked)]
        means[place] = {"value": means[place], "label": number}
        style = {"width": 2, "dasharray": DASHES[column]}
        chart.add(f"{number} {team}", means, stroke_style=style)
    about = "A line for each of the teams with most contacts: how many go there first, day by day."
    return _drawn(chart, table, about)


def _pygal() -> Any:
    """The library, without the finder of plugins that it leaves with Python: of an outdated kind.

    Python warns of that one at each import of what is not there.
    """
    import pygal

    sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != "pygal"]
    return pygal


def _look() -> dict[str, Any]:
    """What all charts share."""
    style = _pygal().style.Style
    return {
        "width": 1000,
        "style": style(
            background=PAPER,
            plot_background=PAPER,
            foreground=INK,
            foreground_strong=INK,
            foreground_subtle=INK,
            colors=COLOURS,
            value_colors=(INK,) * len(COLOURS),
            opacity="1",
            stroke_opacity="1",
            font_family="Arial, sans-serif",
            label_font_size=13,
            major_label_font_size=13,
            value_font_size=12,
            value_label_font_size=14,
            legend_font_size=13,
            title_font_size=17,
        ),
        "js": [],
        "no_prefix": True,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 2,
        "truncate_legend": -1,
        "truncate_label": -1,
    }


def _drawn(chart: Any, table: Table, about: str) -> Chart:
    def plain(root: Element) -> Element:
        """Without the settings that pygal leaves for scripts; with a name for screen readers."""
        definitions = root.find("defs")
        if definitions is not None:
            for script in definitions.findall("script"):
                definitions.remove(script)
        root.set("role", "img")
        root.set("aria-label", f"{table.title}. {about}")
        return root

    chart.add_xml_filter(plain)
    svg = chart.render(is_unicode=True)
    return Chart(table.name, table.title, about, svg, (svg,), (table,))
