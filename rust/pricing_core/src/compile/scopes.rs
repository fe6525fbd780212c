//! Scopes: what is written as departments, brands and tags becomes sets of items, each stored once.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::entry::Entry;
use super::items::Goods;
use crate::document::{self, Except, Text};
use crate::item::DepartmentIndex;
use crate::scope::{Scope, ScopeIndex};

type Group<'a> = HashMap<&'a str, Vec<u32>>;

/// The items of everything a scope may name, ascending.
pub(super) struct Groups<'a> {
    departments: Group<'a>,
    brands: Group<'a>,
    suppliers: Group<'a>,
    tags: Group<'a>,
}

impl<'a> Groups<'a> {
    /// Departments are declared and may be empty; brands, suppliers and tags exist by being on an item.
    pub(super) fn of(items: &'a [document::Item<'_>], departments: &HashMap<&'a str, DepartmentIndex>) -> Self {
        let departments = departments.keys().map(|id| (*id, Vec::new())).collect();
        let mut groups = Self { departments, brands: Group::new(), suppliers: Group::new(), tags: Group::new() };
        for (place, item) in (0..).zip(items) {
            if let Some(department) = groups.departments.get_mut(&*item.department) {
                department.push(place);
            }
            enter(&mut groups.brands, &item.brand, place);
            enter(&mut groups.suppliers, &item.supplier, place);
            for tag in &item.tags {
                enter(&mut groups.tags, tag, place);
            }
        }
        groups
    }
}

fn enter<'a>(group: &mut Group<'a>, id: &'a str, place: u32) {
    if id.is_empty() {
        return;
    }
    let items = group.entry(id).or_default();
    // A tag may stand on an item twice.
    if items.last() != Some(&place) {
        items.push(place);
    }
}

/// What one part of a scope names.
struct Lists<'s, 'a> {
    items: &'s [Text<'a>],
    groups: [(&'static str, &'s [Text<'a>]); 4],
    all_tags: &'s [Text<'a>],
}

impl<'s, 'a> Lists<'s, 'a> {
    fn of(scope: &'s document::Scope<'a>) -> Self {
        let groups = [
            ("department", &*scope.departments),
            ("brand", &*scope.brands),
            ("supplier", &*scope.suppliers),
            ("tag", &*scope.tags),
        ];
        Self { items: &scope.items, groups, all_tags: &scope.all_tags }
    }

    fn of_except(scope: &'s Except<'a>) -> Self {
        let groups = [
            ("department", &*scope.departments),
            ("brand", &*scope.brands),
            ("supplier", &*scope.suppliers),
            ("tag", &*scope.tags),
        ];
        Self { items: &scope.items, groups, all_tags: &scope.all_tags }
    }

    fn groups_are_empty(&self) -> bool {
        self.groups.iter().all(|(_, ids)| ids.is_empty()) && self.all_tags.is_empty()
    }

    fn is_empty(&self) -> bool {
        self.items.is_empty() && self.groups_are_empty()
    }
}

/// The scopes of a book in the making.
pub(super) struct Scopes<'b, 'a> {
    goods: &'b Goods,
    groups: &'b Groups<'b>,
    scopes: Vec<Scope>,
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// What was expanded before: ten thousand promotions may name one department.
    expanded: HashMap<document::Scope<'a>, ScopeIndex>,
}

impl<'b, 'a> Scopes<'b, 'a> {
    /// Room for so many promotions' scopes: most have one of their own.
    pub(super) fn new(goods: &'b Goods, groups: &'b Groups<'b>, promotions: usize) -> Self {
        let (scopes, places) = (Vec::with_capacity(promotions), HashTable::with_capacity(promotions));
        Self { goods, groups, scopes, places, hasher: DefaultHashBuilder::default(), expanded: HashMap::new() }
    }

    /// Every scope, by place.
    pub(super) fn into_list(self) -> Vec<Scope> {
        self.scopes
    }

    /// Everything that promotions may touch.
    pub(super) fn all(&mut self) -> ScopeIndex {
        self.store(Scope::All)
    }

    /// The place of a written scope; a placeholder after a fault.
    pub(super) fn place(&mut self, written: &document::Scope<'a>, entry: &mut Entry<'_>) -> ScopeIndex {
        let lists = Lists::of(written);
        let plain = !written.all && written.except.is_none() && lists.groups_are_empty();
        if !plain && let Some(known) = self.expanded.get(written) {
            return *known;
        }
        let faults = entry.faults();
        let set = self.expand(written, &lists, entry);
        if entry.faults() > faults {
            return ScopeIndex::default();
        }
        let place = self.store(set);
        if !plain {
            self.expanded.insert(written.clone(), place);
        }
        place
    }

    /// The place of the union of scopes.
    pub(super) fn union(&mut self, scopes: &[ScopeIndex]) -> ScopeIndex {
        let Some((first, others)) = scopes.split_first() else { return self.all() };
        if others.iter().all(|other| other == first) {
            return *first;
        }
        let mut items = Vec::new();
        for scope in scopes {
            match self.scopes.get(scope.0 as usize) {
                Some(Scope::All) => return self.all(),
                Some(scope) => items.extend(scope.listed()),
                None => {} // a placeholder
            }
        }
        self.store_items(items)
    }

    fn expand(&self, written: &document::Scope<'_>, lists: &Lists<'_, '_>, entry: &mut Entry<'_>) -> Scope {
        if written.all && !lists.is_empty() {
            entry.fault("scope names everything and more");
        }
        if !written.all && lists.is_empty() {
            entry.fault("scope is empty");
            return Scope::All;
        }
        let faults = entry.faults();
        let except = written.except.as_deref().map(Lists::of_except).map(|except| self.items_of(&except, entry));
        let open = || (0..).zip(&self.goods.items).filter(|(_, item)| item.discountable).map(|(place, _)| place);
        let set = match (written.all, except) {
            (true, None) => Scope::All,
            (true, Some(except)) => self.packed(without(open().collect(), &except)),
            (false, None) => self.packed(self.items_of(lists, entry)),
            (false, Some(except)) => self.packed(without(self.items_of(lists, entry), &except)),
        };
        let empty = if set == Scope::All { open().next().is_none() } else { set.listed().next().is_none() };
        if empty && entry.faults() == faults {
            entry.fault("scope holds no item");
        }
        set
    }

    /// The items that lists name, ascending, each once.
    fn items_of(&self, lists: &Lists<'_, '_>, entry: &mut Entry<'_>) -> Vec<u32> {
        let mut items = Vec::with_capacity(lists.items.len());
        for id in lists.items {
            match self.goods.find(id) {
                Some(item) => items.push(item.0),
                None => entry.fault(format!("scope names unknown item {:?}", &**id)),
            }
        }
        for (kind, ids) in lists.groups {
            for id in ids {
                items.extend(self.group(kind, id, entry));
            }
        }
        if let Some((first, others)) = lists.all_tags.split_first() {
            let mut with_all = self.group("tag", first, entry).to_vec();
            for tag in others {
                let tagged = self.group("tag", tag, entry);
                with_all.retain(|item| tagged.binary_search(item).is_ok());
            }
            items.append(&mut with_all);
        }
        items.sort_unstable();
        items.dedup();
        items
    }

    fn group(&self, kind: &str, id: &str, entry: &mut Entry<'_>) -> &[u32] {
        let group = match kind {
            "department" => &self.groups.departments,
            "brand" => &self.groups.brands,
            "supplier" => &self.groups.suppliers,
            _ => &self.groups.tags,
        };
        group.get(id).map_or_else(
            || {
                entry.fault(format!("scope names unknown {kind} {id:?}"));
                &[][..]
            },
            Vec::as_slice,
        )
    }

    fn packed(&self, items: Vec<u32>) -> Scope {
        Scope::packed(items, self.goods.items.len())
    }

    fn store_items(&mut self, mut items: Vec<u32>) -> ScopeIndex {
        items.sort_unstable();
        items.dedup();
        let set = self.packed(items);
        self.store(set)
    }

    fn store(&mut self, set: Scope) -> ScopeIndex {
        let hash = self.hasher.hash_one(&set);
        if let Some(place) = self.places.find(hash, |place| self.scopes[*place as usize] == set) {
            return ScopeIndex(*place);
        }
        let place = u32::try_from(self.scopes.len()).unwrap_or(u32::MAX);
        self.places.insert_unique(hash, place, |other| self.hasher.hash_one(&self.scopes[*other as usize]));
        self.scopes.push(set);
        ScopeIndex(place)
    }
}

/// What of `items` is not in `except`, which is ascending.
fn without(mut items: Vec<u32>, except: &[u32]) -> Vec<u32> {
    items.retain(|item| except.binary_search(item).is_err());
    items
}
