use super::*;

fn run(units: u32, price_minor: i64, served: bool) -> Run {
    Run { line: 0, units, price_minor, shelf_minor: 1_000, floor_minor: 0, mass_g: 0, served }
}

fn part(units: u32, price_minor: i64, saving_minor: i64) -> Part {
    Part { line: 0, units, price_minor, saving_minor }
}

#[test]
fn many_parts_are_taken_as_one_by_one() {
    let all: Vec<Run> = (0..40).map(|line| Run { line, ..run(1 + line % 4, 1_000 - i64::from(line), false) }).collect();
    let of_run = |run: &Run| Part { line: run.line, units: 1, price_minor: run.price_minor, saving_minor: 7 };
    let parts: Vec<Part> = all.iter().filter(|run| run.line % 3 > 0).map(of_run).collect();
    let (mut at_once, mut one_by_one) = (Pool { runs: all.clone() }, Pool { runs: all });
    at_once.take(&parts, true);
    for part in &parts {
        one_by_one.take(&[*part], true);
    }
    assert!(parts.len() >= MANY_PARTS);
    assert_eq!(at_once, one_by_one);
}

#[test]
fn odd_minor_units_go_to_the_first_units() {
    let mut pool = Pool { runs: vec![run(4, 1_000, false)] };
    pool.take(&[part(3, 1_000, 100)], true);
    assert_eq!(pool.runs, [run(1, 1_000, false), run(2, 967, true), run(1, 966, true)]);
    pool.open_layer(&[line()], Layer::Basket);
    assert_eq!(pool.runs, [run(1, 1_000, false), run(2, 967, false), run(1, 966, false)]);
}

#[test]
fn stacking_parts_take_served_and_open_units_alike() {
    let mut pool = Pool { runs: vec![run(1, 1_000, false), run(1, 1_000, true)] };
    pool.take(&[part(2, 1_000, 201)], false);
    assert_eq!(pool.runs, [run(1, 900, true), run(1, 899, false)]);
}

#[test]
#[should_panic(expected = "units that are there")]
fn served_units_are_not_taken_twice() {
    Pool { runs: vec![run(1, 1_000, true)] }.take(&[part(1, 1_000, 1)], true);
}

#[test]
fn a_markdown_is_a_price_and_serves_no_item_offer() {
    let marked = Line { markdown: Some(Markdown::Percent(2_500)), ..line() };
    let mut pool = Pool::of(&[marked, Line { open: false, ..line() }]);
    assert_eq!(pool.runs, [run(1, 750, false)]);
    pool.open_layer(&[marked], Layer::Item);
    assert!(pool.runs[0].served);
    assert_eq!(marked_price_minor(&Line { markdown: Some(Markdown::Price(1_200)), ..line() }), 1_000);
    assert_eq!(marked_price_minor(&Line { floor_minor: 800, ..marked }), 800);
}

fn line() -> Line {
    Line {
        line_seq: 1,
        item: crate::item::ItemIndex(0),
        units: 1,
        mass_g: 0,
        unit_price_minor: 1_000,
        price_minor: 1_000,
        floor_minor: 0,
        gross_minor: 1_000,
        levy_minor: 0,
        open: true,
        markdown: None,
        after: None,
        at: crate::time::LocalTime(0),
    }
}
