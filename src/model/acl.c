/* SPDX-License-Identifier: PostgreSQL */
#include "model/acl.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

struct acls acls_in(struct arena *arena)
{
	return (struct acls){.arena = arena, .by_text = map_in(arena), .by_form = map_in(arena)};
}

/* Reading. */

/* A name as putid() in acl.c writes it: in double quotes where a character is none of a plain word.
 * Gives the end of it, or NULL. */
static const char *read_name(const char *at, struct text *name)
{
	if (*at != '"') {
		const size_t length = strcspn(at, "=/");

		text_add_bytes(name, at, length);
		return at + length;
	}
	for (at++; *at; at++) {
		if (*at == '"' && *++at != '"')
			return name->length ? at : NULL; /* no role is called "" */
		text_add_bytes(name, at, 1);
	}
	return NULL;
}

/* Letters, each with a * where it is a grant option; those that nobody knows go to unknown. */
static const char *read_letters(const char *at, struct acl_entry *entry, struct text *unknown)
{
	for (; isalpha((unsigned char)*at); at++) {
		const uint32_t privilege = privilege_of(*at);

		if (!privilege && !memchr(unknown->at, *at, unknown->length))
			text_add_bytes(unknown, at, 1);
		entry->privileges |= privilege;
		if (at[1] != '*')
			continue;
		entry->options |= privilege;
		at++;
	}
	return at;
}

/* grantee=letters/grantor; an empty grantee is PUBLIC. */
static bool read_item(struct arena *arena, const char *item, struct acl_entry *entry,
		      struct text *unknown)
{
	struct text grantee = text_in(arena), grantor = text_in(arena);
	const char *at = read_name(item, &grantee);

	if (!at || *at++ != '=')
		return false;
	at = read_letters(at, entry, unknown);
	if (*at++ != '/')
		return false;
	at = read_name(at, &grantor);
	if (!at || *at || !grantor.length)
		return false;
	entry->grantee = *item == '=' ? NULL : grantee.at;
	entry->grantor = grantor.at;
	return true;
}

/* At least as many as there are. */
static size_t count_elements(const char *text)
{
	size_t count = 1;

	for (; *text; text++)
		count += *text == ',';
	return count;
}

/* Equal lists are one. */

static int compare_names(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return a == b ? 0 : strcmp(a, b);
}

bool acl_same_name(const char *a, const char *b)
{
	return compare_names(a, b) == 0;
}

static int compare_entries(const void *a, const void *b)
{
	const struct acl_entry *one = a, *other = b;
	const int order = compare_names(one->grantee, other->grantee);

	return order ? order : compare_names(one->grantor, other->grantor);
}

/* Sorts, joins what is of one pair, and takes out what says nothing; gives what is left. */
static size_t settle(struct acl_entry *entries, size_t count)
{
	size_t kept = 0;

	qsort(entries, count, sizeof(*entries), compare_entries);
	for (size_t i = 0; i < count; i++) {
		if (!entries[i].privileges)
			continue;
		if (kept && compare_entries(&entries[kept - 1], &entries[i]) == 0) {
			entries[kept - 1].privileges |= entries[i].privileges;
			entries[kept - 1].options |= entries[i].options;
		} else {
			entries[kept++] = entries[i];
		}
	}
	return kept;
}

static struct acl *intern(struct acls *acls, struct acl_entry *entries, size_t count,
			  const char *unknown)
{
	const size_t size = settle(entries, count) * sizeof(*entries);
	struct acl *acl = arena_alloc(acls->arena, sizeof(*acl) + size);
	struct text form = text_in(acls->arena);
	struct acl *known;

	acl->count = size / sizeof(*entries);
	acl->unknown = *unknown ? unknown : NULL;
	if (size)
		memcpy(acl->entries, entries, size);
	acl_show(&form, acl);
	text_add(&form, unknown);
	known = map_get(&acls->by_form, form.at);
	if (known)
		return known;
	map_set(&acls->by_form, form.at, acl);
	return acl;
}

const struct acl *acl_make(struct acls *acls, struct acl_entry *entries, size_t count)
{
	return intern(acls, entries, count, "");
}

static const char *called(const struct acls *acls, const char *role)
{
	const char *name = role && acls->role_names && acls->role_names->capacity
				   ? map_get(acls->role_names, role)
				   : NULL;

	return name ? name : role;
}

const struct acl *acl_read(struct acls *acls, const char *text)
{
	struct acl *acl = map_get(&acls->by_text, text);
	struct text unknown = text_in(acls->arena);
	struct acl_entry *entries;
	const char *at;
	size_t count = 0;

	if (acl)
		return acl;
	entries = arena_alloc(acls->arena, count_elements(text) * sizeof(*entries));
	at = array_begin(text);
	for (char *item; (item = array_next(acls->arena, &at)); count++) {
		if (!read_item(acls->arena, item, &entries[count], &unknown))
			return NULL;
		entries[count].grantee = called(acls, entries[count].grantee);
		entries[count].grantor = called(acls, entries[count].grantor);
	}
	if (!at || *at)
		return NULL;
	acl = intern(acls, entries, count, unknown.at);
	map_set(&acls->by_text, text, acl);
	return acl;
}

const struct acl *acl_default(struct acls *acls, const struct securable *securable,
			      const char *owner, int version)
{
	const uint32_t all = securable->letter == 'c' ? 0 : securable_all(securable, version);
	struct acl_entry entries[] = {
		{.grantee = owner, .grantor = owner, .privileges = all},
		{.grantee = NULL, .grantor = owner, .privileges = securable->everyone},
	};

	return intern(acls, entries, 2, "");
}

const struct acl *acl_union(struct acls *acls, const struct acl *one, const struct acl *other)
{
	struct acl_entry *entries =
		arena_alloc(acls->arena, (one->count + other->count + 1) * sizeof(*entries));

	memcpy(entries, one->entries, one->count * sizeof(*entries));
	memcpy(entries + one->count, other->entries, other->count * sizeof(*entries));
	return intern(acls, entries, one->count + other->count, "");
}

static const char *renamed(const char *name, const char *from, const char *to)
{
	return name && strcmp(name, from) == 0 ? to : name;
}

const struct acl *acl_reowned(struct acls *acls, const struct acl *acl, const char *old_owner,
			      const char *new_owner)
{
	struct acl_entry *entries = arena_alloc(acls->arena, acl->count * sizeof(*entries));

	for (size_t i = 0; i < acl->count; i++) {
		entries[i] = acl->entries[i];
		entries[i].grantee = renamed(entries[i].grantee, old_owner, new_owner);
		entries[i].grantor = renamed(entries[i].grantor, old_owner, new_owner);
	}
	return intern(acls, entries, acl->count, acl->unknown ? acl->unknown : "");
}

/* Questions. */

static struct acl_entry sum(const struct acl_entry *entries, size_t count, const char *grantee,
			    const char *grantor)
{
	struct acl_entry sum = {.grantee = grantee, .grantor = grantor};

	for (size_t i = 0; i < count; i++) {
		if (!acl_same_name(entries[i].grantee, grantee) ||
		    (grantor && !acl_same_name(entries[i].grantor, grantor)))
			continue;
		sum.privileges |= entries[i].privileges;
		sum.options |= entries[i].options;
	}
	return sum;
}

uint32_t acl_privileges(const struct acl *acl, const char *grantee)
{
	return sum(acl->entries, acl->count, grantee, NULL).privileges;
}

uint32_t acl_options(const struct acl *acl, const char *grantee)
{
	return sum(acl->entries, acl->count, grantee, NULL).options;
}

/* Drafts. */

struct acl_draft acl_draft_of(struct arena *arena, const struct acl *acl, const char *owner,
			      size_t more)
{
	struct acl_draft draft = {.owner = owner, .count = acl->count};

	draft.entries = arena_alloc(arena, (acl->count + more + 1) * sizeof(*draft.entries));
	if (acl->count)
		memcpy(draft.entries, acl->entries, acl->count * sizeof(*draft.entries));
	return draft;
}

struct acl_draft acl_draft_copy(struct arena *arena, const struct acl_draft *draft)
{
	struct acl_draft copy = *draft;

	copy.entries = arena_alloc(arena, (draft->count + 1) * sizeof(*copy.entries));
	memcpy(copy.entries, draft->entries, draft->count * sizeof(*copy.entries));
	return copy;
}

struct acl_entry *acl_draft_entry(struct acl_draft *draft, const char *grantee, const char *grantor)
{
	struct acl_entry *entry;

	for (size_t i = 0; i < draft->count; i++)
		if (acl_same_name(draft->entries[i].grantee, grantee) &&
		    acl_same_name(draft->entries[i].grantor, grantor))
			return &draft->entries[i];
	entry = &draft->entries[draft->count++];
	*entry = (struct acl_entry){.grantee = grantee, .grantor = grantor};
	return entry;
}

struct acl_entry acl_draft_held(const struct acl_draft *draft, const char *grantee,
				const char *grantor)
{
	return sum(draft->entries, draft->count, grantee, grantor);
}

uint32_t acl_draft_ground(const struct acl_draft *draft, const char *grantor)
{
	return acl_same_name(grantor, draft->owner) ? UINT32_MAX
						    : acl_draft_held(draft, grantor, NULL).options;
}

uint32_t acl_draft_grantable(const struct acl_draft *draft, const char *grantor)
{
	return acl_draft_ground(draft, grantor) |
	       (draft->above ? acl_options(draft->above, grantor) : 0);
}

static bool drop_unfounded(struct acl_draft *draft, const struct acl_draft *before)
{
	bool dropped = false;

	for (size_t i = 0; i < draft->count; i++) {
		struct acl_entry *entry = &draft->entries[i];
		const uint32_t gone = entry->privileges & acl_draft_ground(before, entry->grantor) &
				      ~acl_draft_ground(draft, entry->grantor);

		entry->privileges &= ~gone;
		entry->options &= ~gone;
		dropped |= gone != 0;
	}
	return dropped;
}

void acl_draft_settle(struct acl_draft *draft, const struct acl_draft *before)
{
	while (drop_unfounded(draft, before))
		;
}

uint32_t acl_draft_can_entrust(struct arena *scratch, const struct acl_draft *draft,
			       const char *grantor, const char *grantee)
{
	struct acl_draft without;

	if (acl_same_name(grantor, draft->owner))
		return UINT32_MAX;
	without = acl_draft_copy(scratch, draft);
	for (size_t i = 0; i < without.count; i++)
		if (acl_same_name(without.entries[i].grantee, grantee))
			without.entries[i].privileges = without.entries[i].options = 0;
	acl_draft_settle(&without, draft);
	return acl_draft_ground(&without, grantor);
}

/* Writing. */

static void add_name(struct text *text, const char *name)
{
	size_t plain = 0;

	while (isalnum((unsigned char)name[plain]) || name[plain] == '_')
		plain++;
	if (!name[plain]) {
		text_add(text, name);
		return;
	}
	text_add(text, "\"");
	for (; *name; name++) {
		if (*name == '"')
			text_add(text, "\"");
		text_add_bytes(text, name, 1);
	}
	text_add(text, "\"");
}

void acl_show(struct text *text, const struct acl *acl)
{
	text_add(text, "{");
	for (size_t i = 0; i < acl->count; i++) {
		const struct acl_entry *entry = &acl->entries[i];
		struct text item = text_in(text->arena);

		if (entry->grantee)
			add_name(&item, entry->grantee);
		text_add(&item, "=");
		privileges_add_letters(&item, entry->privileges, entry->options);
		text_add(&item, "/");
		add_name(&item, entry->grantor);
		text_add(text, i ? "," : "");
		array_show_element(text, item.at);
	}
	text_add(text, "}");
}
