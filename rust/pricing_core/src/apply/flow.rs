//! The most valuable flow through a small network: which units fill which slots, when slots share goods.

use std::collections::VecDeque;

/// A way from one node to another; ways come in pairs, there and back.
#[derive(Clone, Copy, Debug)]
struct Way {
    to: usize,
    room: i64,
    value: i128,
}

/// A network of nodes and ways with room and value.
#[derive(Clone, Debug, Default)]
pub struct Network {
    ways: Vec<Way>,
    of_node: Vec<Vec<usize>>,
}

impl Network {
    /// A network of so many nodes without a way.
    pub fn new(nodes: usize) -> Self {
        Self { ways: Vec::new(), of_node: vec![Vec::new(); nodes] }
    }

    /// Adds a way and answers its name; each unit that goes it is worth `value`.
    pub fn add(&mut self, from: usize, to: usize, room: i64, value: i128) -> usize {
        let way = self.ways.len();
        self.ways.push(Way { to, room, value });
        self.ways.push(Way { to: from, room: 0, value: -value });
        self.of_node[from].push(way);
        self.of_node[to].push(way + 1);
        way
    }

    /// What goes a way.
    pub fn on(&self, way: usize) -> i64 {
        self.ways[way ^ 1].room
    }

    /// Sends `amount` at the greatest value, or as much as fits; answers how much went. The network must have no circle.
    pub fn send(&mut self, source: usize, sink: usize, amount: i64) -> i64 {
        let mut sent = 0;
        // Each round sends at least one, by the way worth most (successive shortest paths).
        while sent < amount {
            let Some(path) = self.best_path(source, sink) else { break };
            let room = path.iter().map(|way| self.ways[*way].room).min().unwrap_or_default().min(amount - sent);
            for way in path {
                self.ways[way].room -= room;
                self.ways[way ^ 1].room += room;
            }
            sent += room;
        }
        sent
    }

    fn best_path(&self, source: usize, sink: usize) -> Option<Vec<usize>> {
        let mut best: Vec<Option<(i128, usize)>> = vec![None; self.of_node.len()];
        let mut waiting = VecDeque::from([source]);
        let mut queued = vec![false; self.of_node.len()];
        best[source] = Some((0, usize::MAX));
        while let Some(node) = waiting.pop_front() {
            queued[node] = false;
            let Some((worth, _)) = best[node] else { continue };
            for way in &self.of_node[node] {
                let Way { to, room, value } = self.ways[*way];
                if room > 0 && best[to].is_none_or(|(known, _)| worth + value > known) {
                    best[to] = Some((worth + value, *way));
                    if !queued[to] {
                        queued[to] = true;
                        waiting.push_back(to);
                    }
                }
            }
        }
        let mut path = Vec::new();
        let mut node = sink;
        while node != source {
            let (_, way) = best[node]?;
            path.push(way);
            node = self.ways[way ^ 1].to;
        }
        Some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_choice_gives_way_to_a_better_whole() {
        // Two people, two jobs; the best single pair is not in the best whole.
        let mut network = Network::new(6);
        let worth = [[9, 8], [7, 1]];
        let mut ways = Vec::new();
        for person in 0..2 {
            network.add(0, 1 + person, 1, 0);
            network.add(3 + person, 5, 1, 0);
            for (job, worth) in worth[person].into_iter().enumerate() {
                ways.push(network.add(1 + person, 3 + job, 1, worth));
            }
        }
        assert_eq!(network.send(0, 5, 2), 2);
        assert_eq!(ways.iter().map(|way| network.on(*way)).collect::<Vec<_>>(), [0, 1, 1, 0]);
        assert_eq!(network.send(0, 5, 1), 0);
    }
}
