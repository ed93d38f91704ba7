"""Layouts of charts as plain numbers."""

from __future__ import annotations

import pytest

from stats import charts

COLUMNS = {"a": 0, "b": 1, "c": 2, "d": 2}
LABELS = {name: name.upper() for name in COLUMNS}


@pytest.mark.parametrize(
    ("most", "step"),
    [(0, 1), (3, 1), (4, 1), (5, 2), (19, 5), (20, 5), (100, 50), (9999, 5000)],
)
def test_grid_lines_stand_at_round_numbers(most: int, step: int) -> None:
    assert charts.nice_step(most) == step


def test_bars_are_as_high_as_their_values() -> None:
    chart = charts.bar_chart([("Mon", [4]), ("Tue", [2])])
    high, low = chart.bars
    assert high.height == pytest.approx(2 * low.height, abs=0.2)
    assert high.y + high.height == pytest.approx(chart.bottom)


def test_bars_of_nothing_are_flat_and_the_axis_stays() -> None:
    chart = charts.bar_chart([("Mon", [0]), ("Tue", [0])])
    assert [bar.height for bar in chart.bars] == [0, 0]
    assert [line.label for line in chart.lines] == ["0", "1"]


def test_many_bars_label_only_some() -> None:
    chart = charts.bar_chart([(str(n), [1]) for n in range(60)], most_labels=10)
    assert len(chart.bars) == 60
    assert len(chart.labels) == 10


def test_a_funnel_is_a_share_of_its_first_row() -> None:
    rows = charts.funnel([("Applied", 8), ("Offer", 2)])
    assert [row.share for row in rows] == [100.0, 25.0]
    assert rows[1].width == rows[0].width / 4


def test_a_funnel_of_nothing_has_no_share() -> None:
    assert [row.share for row in charts.funnel([("Applied", 0), ("Offer", 0)])] == [
        None,
        None,
    ]


def test_rates_of_few_applications_are_not_shown() -> None:
    row = {"responses": 1, "rate": 50.0, "low": 1.0, "high": 99.0}
    rows = [
        {"source": "lever", "applications": 9, **row},
        {"source": "x", "applications": 2, **row},
    ]
    shown, hidden = charts.ranges(rows, {"lever": "Lever"}, "source", 5)
    assert [item.label for item in shown] == ["Lever"]
    assert hidden == 1


def test_ribbons_are_as_thick_as_their_count_on_one_scale() -> None:
    chart = charts.sankey(
        {("a", "b"): 6, ("b", "c"): 4, ("b", "d"): 2}, COLUMNS, LABELS
    )
    nodes = {node.name: node for node in chart.nodes}
    assert nodes["a"].height == pytest.approx(nodes["b"].height)
    assert nodes["c"].height == pytest.approx(2 * nodes["d"].height)
    assert nodes["b"].inflow == nodes["b"].outflow == 6


def test_nothing_is_drawn_outside_the_picture() -> None:
    chart = charts.sankey(
        {("a", "b"): 6, ("b", "c"): 4, ("b", "d"): 2}, COLUMNS, LABELS
    )
    assert all(0 <= node.y <= chart.height - node.height + 0.1 for node in chart.nodes)
    assert all(0 <= node.x <= chart.width - chart.node_width for node in chart.nodes)


def test_a_sankey_of_nothing_is_empty() -> None:
    chart = charts.sankey({}, COLUMNS, LABELS)
    assert (chart.nodes, chart.links) == ([], [])
