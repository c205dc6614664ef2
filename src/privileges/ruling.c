/* SPDX-License-Identifier: PostgreSQL
 *
 * What becomes of objects that are alike is worked out once.
 */
#include <stdint.h>
#include <string.h>

#include "kinds/kinds.h"
#include "privileges/differ.h"
#include "privileges/items.h"

struct rulings *rulings_in(struct differ *differ, const struct object *schema)
{
	struct rulings *rulings = arena_alloc(differ->arena, sizeof(*rulings));

	rulings->differ = differ;
	rulings->like = schema;
	rulings->by_key = map_in(differ->arena);
	return rulings;
}

/* Working it out. */

static void add_person(struct arena *arena, struct ruling *ruling, const struct acl_entry *entry,
		       bool takes)
{
	struct item *item = arena_alloc(arena, sizeof(*item));

	*item = (struct item){.takes = takes,
			      .option = !takes && entry->options == entry->privileges,
			      .grantee = entry->grantee,
			      .grantor = entry->grantor,
			      .privileges = entry->privileges};
	list_add(arena, &ruling->persons, item);
}

static void add_persons(struct arena *arena, struct ruling *ruling)
{
	for (size_t i = 0; i < ruling->faults.held.count; i++)
		add_person(arena, ruling, ruling->faults.held.items[i], false);
	for (size_t i = 0; i < ruling->faults.kept.count; i++)
		add_person(arena, ruling, ruling->faults.kept.items[i], true);
}

static bool (*binds_of(const struct differ *differ, const struct subject *subject))(const char *,
										    void *)
{
	if (subject->retiring_only ||
	    (subject->mentioned_only && differ->desired->mode != MODE_AUTHORITATIVE))
		return differ_retires;
	return differ_binds;
}

static struct ruling *rule_on(struct rulings *rulings, const struct subject *subject)
{
	struct differ *differ = rulings->differ;
	struct ruling *ruling = arena_alloc(differ->arena, sizeof(*ruling));
	const struct target target = {.acls = &differ->acls,
				      .securable = subject->securable,
				      .version = differ->facts->version,
				      .owner = subject->owner,
				      .own = subject->own,
				      .actual = subject->actual,
				      .above = subject->above,
				      .limit = subject->limit,
				      .wishes = subject->wishes->items,
				      .wish_count = subject->wishes->count,
				      .binds = binds_of(differ, subject),
				      .beyond = differ_beyond,
				      .retires = differ_retires,
				      .context = differ,
				      .additive = differ->desired->mode == MODE_ADDITIVE};
	const struct acl *stripped = subject->actual;

	ruling->like = *subject;
	ruling->wanted = subject->forsaken ? subject->limit : target_acl(&target, &ruling->faults);
	add_persons(differ->arena, ruling);
	if (subject->strips)
		stripped = items_stripped(&differ->acls, subject->actual, subject->strips,
					  subject->owner);
	if (!subject->strips ||
	    (stripped == subject->actual &&
	     ruling->wanted == items_stripped(&differ->acls, ruling->wanted, subject->strips,
					      subject->owner))) {
		ruling->items = items_between(differ->arena, subject->actual, ruling->wanted,
					      subject->owner, subject->above);
		return ruling;
	}
	ruling->items = items_before_strip(&differ->acls, subject->actual, ruling->wanted,
					   subject->strips, subject->owner, subject->above_now);
	ruling->later = items_between(differ->arena, stripped, ruling->wanted, subject->owner,
				      subject->above);
	return ruling;
}

static bool any_takes(const struct list *items)
{
	for (size_t i = 0; i < items->count; i++)
		if (((const struct item *)items->items[i])->takes)
			return true;
	return false;
}

/* Two subjects are alike where this is the same. */
static const char *key_of(struct differ *differ, const struct subject *subject)
{
	text_cut(&differ->key, 0);
	text_addf(&differ->key, "%s %d %z %z %z %z %z %s",
		  (char[]){subject->securable->letter, '\0'}, subject->retiring_only,
		  (size_t)(uintptr_t)subject->actual, (size_t)(uintptr_t)subject->limit,
		  (size_t)(uintptr_t)subject->wishes, (size_t)(uintptr_t)subject->above,
		  (size_t)(uintptr_t)subject->strips, subject->owner);
	return differ->key.at;
}

const struct ruling *rulings_add(struct rulings *rulings, const struct subject *subject)
{
	struct differ *differ = rulings->differ;
	struct ruling *ruling = map_get(&rulings->by_key, key_of(differ, subject));

	if (!ruling) {
		const char *key = arena_strdup(differ->arena, differ->key.at);

		ruling = rule_on(rulings, subject);
		ruling->takes = any_takes(&ruling->items);
		map_set(&rulings->by_key, key, ruling);
		list_add(rulings->differ->arena, &rulings->all, ruling);
	}
	if (subject->object->kind == &schema_kind) {
		rulings->usage = acl_union(&rulings->differ->acls, subject->actual, ruling->wanted);
		rulings->owner = subject->owner;
	}
	list_add(rulings->differ->arena, &ruling->objects, subject->object);
	if (subject->column)
		list_add(rulings->differ->arena, &ruling->columns, subject->column);
	return ruling;
}

/* Faults. */

static const char *words_of(struct arena *arena, uint32_t privileges)
{
	struct text text = text_in(arena);

	privileges_add_words(&text, privileges);
	return text.at;
}

/* "table app.orders", "column status of table app.orders and 12 others" */
static const char *title_of(const struct ruling *ruling, struct arena *arena)
{
	struct text text = text_in(arena);

	if (ruling->like.column)
		text_addf(&text, "column %V of ", ruling->like.column);
	object_title(&text, ruling->like.object);
	if (ruling->objects.count > 1)
		text_addf(&text, " and %z other%s", ruling->objects.count - 1,
			  ruling->objects.count > 2 ? "s" : "");
	return text.at;
}

static void report_faults(const struct rulings *rulings, const struct ruling *ruling)
{
	struct diags *diags = rulings->differ->diags;
	const struct wishes *wishes = ruling->like.wishes;
	const char *title = title_of(ruling, diags->arena);

	for (size_t i = 0; i < ruling->faults.vain.count; i++) {
		const struct wish *wish = ruling->faults.vain.items[i];
		const struct object *entry = &wishes->entries[wish - wishes->items]->object;
		struct diag *diag =
			diag_error(diags, object_place_of(entry, "granted_by"),
				   "role %Q cannot grant %s on %s: it has no grant option for it",
				   wish->grantor, words_of(diags->arena, wish->privileges), title);

		if (wish->options)
			diag->detail = "to grant the option on, it must have one on the object "
				       "itself that does not come from the grantee";
		diag->hint = text_format(diags->arena,
					 "grant it to %Q with grantable: true, or leave granted_by "
					 "out",
					 wish->grantor);
	}
	for (size_t i = 0; i < ruling->faults.lost.count; i++) {
		const struct acl_entry *entry = ruling->faults.lost.items[i];
		const struct object *place = rulings->like ? rulings->like : ruling->like.object;

		diag_error(diags, object_place_of(place, "grants"),
			   "role %Q would lose %s on %s, which %Q granted to it and could grant no "
			   "more",
			   entry->grantee ? entry->grantee : "PUBLIC",
			   words_of(diags->arena, entry->privileges), title, entry->grantor)
			->hint = "no rule governs that role: mention it in an entry, or list it";
	}
}

static void count_unsaid(const struct rulings *rulings, const struct ruling *ruling)
{
	struct differ *differ = rulings->differ;
	const char *why = list_unsaid(differ, ruling->like.actual);

	if (why)
		differ_add_unsaid(differ, title_of(ruling, differ->diags->arena), why,
				  ruling->objects.count);
}

void rulings_finish(struct rulings *rulings)
{
	for (size_t i = 0; i < rulings->all.count; i++) {
		report_faults(rulings, rulings->all.items[i]);
		count_unsaid(rulings, rulings->all.items[i]);
	}
	rulings_add_changes(rulings);
}
