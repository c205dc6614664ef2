/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/hba/world.h"

#include <string.h>

#include "kinds/membership/membership.h"
#include "kinds/role/role.h"
#include "model/change.h"
#include "sql.h"

/* Of SQLSTATE. */
static const char undefined_file[] = "58P01";
static const char invalid_regular_expression[] = "2201B";
static const char wrong_object_type[] = "42809"; /* a folder, where a file was to be read */

static struct list *roles_of(struct hba_world *world, const char *member)
{
	struct list *roles = map_get(&world->roles, member);

	if (!roles) {
		roles = arena_alloc(world->arena, sizeof(*roles));
		map_set(&world->roles, member, roles);
	}
	return roles;
}

/* In the actual state, roles that get another name have it already. */
static void find_old_names(struct hba_world *world, const struct state *actual)
{
	for (size_t i = 0; i < actual->renames.count; i++) {
		const struct rename *rename = actual->renames.items[i];

		if (rename->to->kind == &role_kind && !rename->kept)
			map_set(&world->old_names, object_name(rename->to),
				object_name(rename->from));
	}
}

const char *hba_world_name(const struct hba_world *world, const char *name)
{
	const char *old = map_get(&world->old_names, name);

	return old ? old : name;
}

static void add_role(struct hba_world *world, const struct object *role)
{
	roles_of(world, hba_world_name(world, object_name(role)));
}

static void add_membership(struct hba_world *world, const struct membership *membership)
{
	const char *member = hba_world_name(world, membership->member);
	const char *role = hba_world_name(world, membership->role);

	if (hba_world_has(world, member) && hba_world_has(world, role))
		list_add(world->arena, roles_of(world, member), role);
}

/* Whether the object is there after the changes. */
static bool stays(const struct object *object, const struct list *changes)
{
	return !changes || !object->change || object->change->person ||
	       object->change->verb != CHANGE_DROP;
}

static void add_actual(struct hba_world *world, const struct state *actual,
		       const struct list *changes, const struct kind *kind)
{
	const struct list *set = state_of(actual, kind);

	for (size_t i = 0; i < set->count; i++) {
		const struct object *object = set->items[i];

		if (!stays(object, changes))
			continue;
		if (kind == &role_kind)
			add_role(world, object);
		else
			add_membership(world, (const struct membership *)object);
	}
}

static void add_made(struct hba_world *world, const struct list *changes, const struct kind *kind)
{
	for (size_t i = 0; changes && i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (change->kind != kind || change->verb != CHANGE_CREATE || change->person)
			continue;
		if (kind == &role_kind)
			add_role(world, change->to);
		else
			add_membership(world, (const struct membership *)change->to);
	}
}

bool hba_world_has(const struct hba_world *world, const char *role)
{
	return map_get(&world->roles, role) != NULL;
}

/* All roles that the user is a member of, over however many others, and itself. */
static struct map *reached_by(struct hba_world *world, const char *user)
{
	struct map *reached = map_get(&world->known, user);
	struct list open = {0};

	if (reached)
		return reached;
	reached = arena_alloc(world->arena, sizeof(*reached));
	*reached = map_in(world->arena);
	map_set(&world->known, arena_strdup(world->arena, user), reached);
	list_add(world->arena, &open, user);
	map_set(reached, user, user);
	for (size_t i = 0; i < open.count; i++) {
		const struct list *roles = roles_of(world, open.items[i]);

		for (size_t j = 0; j < roles->count; j++)
			if (!map_set(reached, roles->items[j], roles->items[j]))
				list_add(world->arena, &open, roles->items[j]);
	}
	return reached;
}

static enum auth_answer is_member(void *context, const char *user, const char *role)
{
	struct hba_world *world = context;

	if (!hba_world_has(world, user) || !hba_world_has(world, role))
		return AUTH_NO;
	return map_get(reached_by(world, user), role) ? AUTH_YES : AUTH_NO;
}

static int hex_digit(char digit)
{
	return digit >= 'a' ? digit - 'a' + 10 : digit - '0';
}

static const char *from_hex(struct arena *arena, const char *hex)
{
	struct text text = text_in(arena);

	for (const char *at = hex; at && *at; at += 2) {
		const char byte = (char)(hex_digit(at[0]) * 16 + hex_digit(at[1]));

		text_add_bytes(&text, &byte, 1);
	}
	return hex ? text.at : NULL;
}

/* As bytea takes it: no encoding may touch the bytes. */
static const char *to_hex(struct arena *arena, const char *string)
{
	static const char digits[] = "0123456789abcdef";
	struct text text = text_in(arena);

	text_add(&text, "\\x");
	for (const char *at = string; *at; at++) {
		const unsigned char byte = (unsigned char)*at;
		const char pair[] = {digits[byte / 16], digits[byte % 16]};

		text_add_bytes(&text, pair, sizeof(pair));
	}
	return text.at;
}

static struct auth_finding find(void *context, const char *expression, const char *name)
{
	struct hba_world *world = context;
	const char *const values[] = {to_hex(world->arena, name), to_hex(world->arena, expression)};
	const struct inquiry *inquiry =
		inquire(world->inquiries, world->server, sql_expression, 2, values);
	const char *const *columns;

	if (!inquiry)
		return (struct auth_finding){.found = AUTH_UNKNOWN};
	if (inquiry->error || !inquiry->rows.count)
		return (struct auth_finding){
			.found = AUTH_UNKNOWN,
			.bad = inquiry->sqlstate &&
			       strcmp(inquiry->sqlstate, invalid_regular_expression) == 0};
	columns = inquiry->rows.items[0];
	return (struct auth_finding){.found = *columns[0] == 't' ? AUTH_YES : AUTH_NO,
				     .first = from_hex(world->arena, columns[1])};
}

/* Whether the address is the one at which this session has found the server. */
static bool is_own(struct hba_world *world, const struct auth_address *address)
{
	const struct inquiry *inquiry =
		inquire(world->inquiries, world->server, sql_address, 0, NULL);
	const char *text = inquiry ? inquiry_text(inquiry) : NULL;
	struct auth_address own;

	return text && auth_address_read(&own, text) && own.family == address->family &&
	       memcmp(own.bytes, address->bytes, sizeof(own.bytes)) == 0;
}

static bool is_in(const char *network, int bits, const struct auth_address *address)
{
	struct auth_network loopback = {0};

	return auth_address_read(&loopback.address, network) &&
	       auth_mask_of(loopback.mask, loopback.address.family, bits) &&
	       auth_network_has(&loopback, address);
}

/* Whoever comes from a loopback address proves that there is such an interface. What others there
 * are only the server knows. */
static enum auth_answer is_same_host(void *context, const struct auth_address *address)
{
	if (is_in("127.0.0.1", 32, address) || is_in("::1", 128, address) ||
	    is_own(context, address))
		return AUTH_YES;
	return AUTH_UNKNOWN;
}

static enum auth_answer is_same_net(void *context, const struct auth_address *address)
{
	return is_in("127.0.0.0", 8, address) ? AUTH_YES : is_same_host(context, address);
}

struct hba_world *hba_world_make(struct arena *arena, struct inquiries *inquiries,
				 const char *server, const struct facts *facts,
				 const struct state *actual, const struct list *changes)
{
	struct hba_world *world = arena_alloc(arena, sizeof(*world));

	*world = (struct hba_world){
		.arena = arena,
		.inquiries = inquiries,
		.server = server,
		.version = facts->version,
		.roles = map_in(arena),
		.known = map_in(arena),
		.old_names = map_in(arena),
		.auth = {.context = world,
			 .is_member = is_member,
			 .find = find,
			 .is_same_host = is_same_host,
			 .is_same_net = is_same_net},
	};
	if (!changes)
		find_old_names(world, actual);
	add_actual(world, actual, changes, &role_kind);
	add_made(world, changes, &role_kind);
	add_actual(world, actual, changes, &membership_kind);
	add_made(world, changes, &membership_kind);
	return world;
}

/* The file that is wanted, with what the server says of it; NULL where that is still to be asked.
 */
static struct auth_file *read_file(struct hba_world *world, const struct auth_file *wanted)
{
	const struct inquiry *inquiry = inquire(world->inquiries, world->server,
						wanted->folder ? sql_folder : sql_file, 1,
						&wanted->path);
	struct auth_file *file;

	if (!inquiry)
		return NULL;
	file = arena_alloc(world->arena, sizeof(*file));
	*file = *wanted;
	file->reason = inquiry->error;
	file->missing = inquiry->sqlstate && strcmp(inquiry->sqlstate, undefined_file) == 0;
	file->folder |= inquiry->sqlstate && strcmp(inquiry->sqlstate, wrong_object_type) == 0;
	if (!wanted->folder) {
		file->text = inquiry_text(inquiry);
		return file;
	}
	for (size_t i = 0; i < inquiry->rows.count; i++)
		list_add(world->arena, &file->names, *(char *const *)inquiry->rows.items[i]);
	return file;
}

struct auth_loaded *hba_world_load(struct hba_world *world, enum auth_grammar grammar,
				   const char *path, const char *text)
{
	struct map files = map_in(world->arena);
	struct auth_loaded *loaded;
	bool more;

	do {
		loaded = auth_load(world->arena, grammar, path, text, world->version, &files);
		more = false;
		for (size_t i = 0; i < loaded->wanted.count; i++) {
			const struct auth_file *file = read_file(world, loaded->wanted.items[i]);

			if (file)
				more |= !map_set(&files, file->path, file);
		}
	} while (more);
	return loaded;
}

struct hba_settings hba_world_settings(const struct hba_world *world)
{
	static const char on[] = "on";
	const struct inquiry *inquiry =
		inquire(world->inquiries, world->server, sql_hba_settings, 0, NULL);
	struct hba_settings settings = {.ssl = true};
	const char *const *row;

	if (!inquiry || !inquiry->rows.count)
		return settings;
	row = inquiry->rows.items[0];
	settings.ssl = strcmp(row[0], on) == 0;
	settings.ignore_case = strcmp(row[1], on) == 0;
	return settings;
}
