/* SPDX-License-Identifier: PostgreSQL
 *
 * The lists of an object: the one that it has, and the one that is its limit.
 */
#include <stdint.h>
#include <string.h>

#include "kinds/kinds.h"
#include "privileges/differ.h"

bool kind_has_own_grants(const struct kind *kind)
{
	return kind->securable && kind != &schema_kind && kind_field(kind, "grants");
}

/* In mode authoritative everybody who is not ignored, else whom the manifest lists. A role that is
 * gone is beyond GRANT and REVOKE. */
bool differ_binds(const char *grantee, void *context)
{
	const struct differ *differ = context;
	const struct object *role = grantee ? state_named(differ->actual, &role_kind, NULL, grantee)
					    : NULL;

	if (role && role->retiring)
		return true;
	if (differ->desired->mode == MODE_AUTHORITATIVE)
		return !grantee || (role && !role->ignored);
	return grantee && (state_named(differ->desired->state, &role_kind, NULL, grantee) ||
			   state_named(differ->desired->absent, &role_kind, NULL, grantee));
}

static bool is_retiring(const struct differ *differ, const char *role)
{
	const struct object *there = role ? state_named(differ->actual, &role_kind, NULL, role)
					  : NULL;

	return there && there->retiring;
}

bool differ_retires(const char *role, void *context)
{
	return is_retiring(context, role);
}

bool list_names_retiring(struct differ *differ, const struct object *there)
{
	const char *text = object_text(there, "acl");
	const struct acl *acl = text && differ->retiring ? acl_read(&differ->acls, text) : NULL;

	for (size_t i = 0; acl && i < acl->count; i++)
		if (is_retiring(differ, acl->entries[i].grantee) ||
		    is_retiring(differ, acl->entries[i].grantor))
			return true;
	return false;
}

const char *list_owner(const struct differ *differ, const struct object *wanted,
		       const struct object *there)
{
	const char *before = object_text(there, "owner");
	const char *after = object_text(wanted, "owner");
	const struct object *with = there && there->kind->owned_with
					    ? there->kind->owned_with(there, differ->actual)
					    : NULL;

	if (with)
		return list_owner(differ, state_find(differ->desired->state, with), with);
	if (there && is_retiring(differ, before) && there->change && there->change->to)
		return object_text(there->change->to, "owner");
	if (before && (!after || differ->desired->mode == MODE_ADDITIVE))
		return before;
	return after ? after : differ->facts->user;
}

const struct acl *list_actual(struct differ *differ, const struct object *there,
			      const struct securable *securable, const char *owner)
{
	const char *text = object_text(there, "acl"), *before = object_text(there, "owner");
	const struct acl *acl;

	if (!text)
		return acl_default(&differ->acls, securable, owner, differ->facts->version);
	acl = acl_read(&differ->acls, text);
	if (!acl) {
		diag_error(differ->diags, no_place(), "the privileges of %s are not understood",
			   object_title_in(differ->diags->arena, there))
			->detail = text;
		return NULL;
	}
	return before && strcmp(before, owner) != 0 ? acl_reowned(&differ->acls, acl, before, owner)
						    : acl;
}

static bool is_predefined(const char *role)
{
	return strncmp(role, "pg_", 3) == 0;
}

/* Who owned the object when its list was written down: whoever grants to itself there, or grants at
 * all. */
static const char *initial_owner(const struct acl *acl)
{
	for (size_t i = 0; i < acl->count; i++)
		if (acl_same_name(acl->entries[i].grantee, acl->entries[i].grantor))
			return acl->entries[i].grantor;
	return acl->count ? acl->entries[0].grantor : NULL;
}

static bool is_superuser(const struct state *state, const char *name)
{
	return object_is(state_named(state, &role_kind, NULL, name), "superuser", false);
}

bool differ_beyond(const char *grantor, void *context)
{
	const struct differ *differ = context;

	return is_superuser(differ->actual, grantor) ||
	       (differ->desired->state && is_superuser(differ->desired->state, grantor));
}

/* Neither there nor to be made. */
static bool is_gone(const struct differ *differ, const char *role)
{
	return role && !state_named(differ->actual, &role_kind, NULL, role) &&
	       !state_named(differ->desired->state, &role_kind, NULL, role);
}

const char *list_unsaid(const struct differ *differ, const struct acl *acl)
{
	if (acl->unknown)
		return text_format(differ->arena,
				   "the letters %s are privileges that this pgmob "
				   "does not know",
				   acl->unknown);
	for (size_t i = 0; i < acl->count; i++) {
		const char *const roles[] = {acl->entries[i].grantee, acl->entries[i].grantor};

		for (size_t j = 0; j < 2; j++)
			if (is_gone(differ, roles[j]))
				return text_format(differ->arena, "role %s is gone", roles[j]);
	}
	return NULL;
}

const char *object_unsaid(const struct object *there)
{
	const struct field *field = kind_field(there->kind, "part");
	const bool *part = field ? field_get(field, there) : NULL;

	return part && *part ? "it comes with another object, and has no entry of its own" : NULL;
}

void differ_add_unsaid(struct differ *differ, const char *title, const char *why, size_t count)
{
	if (!differ->unsaid)
		differ->first_unsaid = text_format(differ->diags->arena, "%s: %s", title, why);
	differ->unsaid += count;
}

void differ_report_unsaid(struct differ *differ)
{
	if (!differ->unsaid)
		return;
	diag_warning(differ->diags, no_place(), "%z object%s privileges that no manifest can say",
		     differ->unsaid, differ->unsaid > 1 ? "s have" : " has")
		->detail = differ->first_unsaid;
}

/* Of pg_init_privs only the entries of the owner, of PUBLIC and of predefined roles count: the
 * script of an extension may have run where users had been granted something. */
static const struct acl *initial_list(struct differ *differ, const struct acl *acl,
				      const char *owner)
{
	const char *before = initial_owner(acl);
	struct acl_entry *entries = arena_alloc(differ->arena, (acl->count + 1) * sizeof(*entries));
	size_t count = 0;

	for (size_t i = 0; i < acl->count; i++) {
		const struct acl_entry *entry = &acl->entries[i];
		const bool own = entry->grantee && before && strcmp(entry->grantee, before) == 0;

		if (entry->grantee && !own && !is_predefined(entry->grantee))
			continue;
		entries[count] = *entry;
		entries[count].grantee = own ? owner : entry->grantee;
		entries[count++].grantor = owner;
	}
	return acl_make(&differ->acls, entries, count);
}

const struct acl *list_limit(struct differ *differ, const struct object *there,
			     const struct securable *securable, const char *owner,
			     const struct acl *permitted)
{
	const char *initial = object_text(there, "initial_acl");
	struct text *key = &differ->key;
	const struct acl *acl = NULL, *limit;

	text_cut(key, 0);
	text_addf(key, "%s %s %z %z", (char[]){securable->letter, '\0'}, owner,
		  (size_t)(uintptr_t)initial, (size_t)(uintptr_t)permitted);
	limit = map_get(&differ->limits, key->at);
	if (limit)
		return limit;
	if (initial)
		acl = acl_read(&differ->acls, initial);
	limit = acl ? initial_list(differ, acl, owner)
		    : acl_default(&differ->acls, securable, owner, differ->facts->version);
	if (permitted)
		limit = acl_union(&differ->acls, limit, permitted);
	map_set(&differ->limits, arena_strndup(differ->arena, key->at, key->length), limit);
	return limit;
}
