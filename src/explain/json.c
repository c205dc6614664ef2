/* SPDX-License-Identifier: PostgreSQL
 *
 * An answer as JSON, as schemas/explain.schema.json describes it: a line for each role and object.
 */
#include "explain/answer.h"
#include "kinds/kinds.h"
#include "print/print.h"

enum { EXPLAIN_FORMAT = 1 };

static void add_string(struct text *text, const char *key, const char *value)
{
	text_addf(text, value ? "\"%s\": %J" : "\"%s\": null", key, value);
}

static void add_bool(struct text *text, const char *key, bool value)
{
	text_addf(text, "\"%s\": %s", key, value ? "true" : "false");
}

static void add_names(struct text *text, const char *key, const struct list *names)
{
	text_addf(text, "\"%s\": [", key);
	for (size_t i = 0; i < names->count; i++)
		text_addf(text, i ? ", %J" : "%J", (const char *)names->items[i]);
	text_add(text, "]");
}

static void add_path(struct text *text, const struct path *path, uint32_t privilege,
		     struct arena *scratch)
{
	static const char *const sources[] = {[PATH_SUPERUSER] = "superuser",
					      [PATH_OWNER] = "owner",
					      [PATH_GRANT] = "grant",
					      [PATH_PREDEFINED] = "predefined role"};
	const struct list way = words_of_way(scratch, path->way);

	text_addf(text, "{\"source\": \"%s\", ", sources[path->source]);
	add_string(text, "role", path->holder);
	text_add(text, ", ");
	add_string(text, "granted_by", path->grantor);
	text_add(text, ", ");
	add_names(text, "member_of", &way);
	text_add(text, ", ");
	add_bool(text, "inherited", !path_set_role(path));
	text_add(text, ", ");
	add_string(text, "set_role", path_set_role(path));
	text_add(text, ", ");
	add_bool(text, "has", path->privileges & privilege);
	text_add(text, ", ");
	add_bool(text, "grantable", path->options & privilege);
	text_add(text, ", ");
	add_bool(text, "on_table", path->of_table);
	text_add(text, "}");
}

static void add_privilege(struct text *text, const struct answer *answer, uint32_t privilege,
			  struct arena *scratch)
{
	const char *separator = "";

	text_add(text, "{\"privilege\": \"");
	privileges_add_words(text, privilege);
	text_add(text, "\", ");
	add_bool(text, "has", answer_inherited(answer) & privilege);
	text_add(text, ", ");
	add_bool(text, "grantable", answer_options(answer) & privilege);
	text_add(text, ", \"paths\": [");
	for (size_t i = 0; i < answer->paths.count; i++) {
		const struct path *path = answer->paths.items[i];

		if (!((path->privileges | path->options) & privilege))
			continue;
		text_add(text, separator);
		add_path(text, path, privilege, scratch);
		separator = ", ";
	}
	text_add(text, "]}");
}

/* The privileges to which there is a path, or that was asked about. */
static uint32_t told(const struct explanation *explanation, const struct answer *answer)
{
	uint32_t privileges = explanation->question->privilege;

	for (size_t i = 0; i < answer->paths.count; i++) {
		const struct path *path = answer->paths.items[i];

		privileges |= path->privileges | path->options;
	}
	return privileges;
}

static void add_lacks(struct text *text, unsigned lacks)
{
	static const struct {
		unsigned lack;
		const char *word;
	} words[] = {
		{LACKS_LOGIN, "LOGIN"},
		{LACKS_CONNECT, "CONNECT"},
		{LACKS_USAGE, "USAGE"},
	};
	const char *separator = "";

	text_add(text, "\"lacks\": [");
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!(lacks & words[i].lack))
			continue;
		text_addf(text, "%s\"%s\"", separator, words[i].word);
		separator = ", ";
	}
	text_add(text, "]");
}

/* What the answer says of each of its objects. */
static const char *body_of(const struct explanation *explanation, const struct answer *answer,
			   struct arena *scratch)
{
	const uint32_t privileges = told(explanation, answer);
	struct text text = text_in(scratch);
	const char *separator = "";

	add_string(&text, "owner", *answer->target->owner ? answer->target->owner : NULL);
	text_add(&text, ", ");
	add_string(&text, "role", answer->role ? answer->role->name : NULL);
	text_add(&text, ", ");
	add_lacks(&text, answer->lacks);
	text_add(&text, ", \"privileges\": [");
	for (uint32_t bit = 1; bit; bit <<= 1) {
		if (!(privileges & bit))
			continue;
		text_add(&text, separator);
		add_privilege(&text, answer, bit, scratch);
		separator = ", ";
	}
	text_add(&text, "]}");
	return text.at;
}

static void add_answers(struct text *text, const struct explanation *explanation)
{
	const struct list *answers = &explanation->answers;
	const char *separator = "\n    ";

	text_add(text, "  \"answers\": [");
	for (size_t i = 0; i < answers->count; i++) {
		const struct answer *answer = answers->items[i];
		struct arena *scratch = arena_create(NULL);
		const char *body = body_of(explanation, answer, scratch);

		for (size_t j = 0; j < answer->target->objects.count; j++) {
			const struct object *object = answer->target->objects.items[j];

			text_addf(text, "%s{\"kind\": \"%s\", \"title\": %J, ", separator,
				  object->kind == &parameter_acl_kind ? "parameter"
								      : object->kind->name,
				  object_title_in(scratch, object));
			print_json_key(text, object);
			text_addf(text, ", %s", body);
			separator = ",\n    ";
		}
		arena_destroy(scratch);
	}
	text_add(text, answers->count ? "\n  ]\n}\n" : "]\n}\n");
}

static void add_roles_of(struct text *text, const char *key, const struct list *steps, size_t from,
			 struct arena *scratch)
{
	struct list names = {0};

	for (size_t i = from; i < steps->count; i++)
		list_add(scratch, &names, ((const struct step *)steps->items[i])->role->name);
	add_names(text, key, &names);
}

static void add_administered(struct text *text, struct roles *roles, struct role_node *role)
{
	const struct list administered = roles_administered(roles, role);

	text_add(text, "\"administers\": [");
	for (size_t i = 0; i < administered.count; i++) {
		const struct administered *one = administered.items[i];

		text_add(text, i ? ", {" : "{");
		add_string(text, "role", one->role->name);
		text_add(text, ", ");
		add_string(text, "set_role", one->set_role ? one->set_role->name : NULL);
		text_add(text, "}");
	}
	text_add(text, "]");
}

static void add_role(struct text *text, struct roles *roles, struct role_node *role)
{
	const struct reach *reach = roles_reach(roles, role, NULL);
	struct arena *scratch = arena_create(NULL);

	text_addf(text, "{\"name\": %J, ", role->name);
	add_bool(text, "superuser", role->superuser);
	text_add(text, ", ");
	add_bool(text, "login", role->login);
	text_add(text, ", ");
	add_bool(text, "inherit", role->inherit);
	text_add(text, ", ");
	add_roles_of(text, "inherits", &reach->inherited, 1, scratch);
	text_add(text, ", ");
	add_roles_of(text, "set_role", &reach->set, 0, scratch);
	text_add(text, ", ");
	add_administered(text, roles, role);
	text_add(text, "}");
	arena_destroy(scratch);
}

void explain_show_json(struct text *text, const struct explanation *explanation)
{
	const struct list *asked = &explanation->asked;

	text_addf(text, "{\n  \"format\": %d,\n", EXPLAIN_FORMAT);
	print_json_cluster(text, explanation->facts);
	text_add(text, "  \"roles\": [");
	for (size_t i = 0; i < asked->count; i++) {
		text_add(text, i ? ",\n    " : "\n    ");
		add_role(text, explanation->roles, asked->items[i]);
	}
	text_add(text, asked->count ? "\n  ],\n" : "],\n");
	add_answers(text, explanation);
}
