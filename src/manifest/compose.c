/* SPDX-License-Identifier: PostgreSQL
 *
 * Text → tree: libyaml's events, with their places, and limits against files that are no manifests.
 *
 * What cannot be used is reported and marked as wrong, and the rest goes on; after a fault of the
 * YAML itself what was read before it is still a tree, so that its other faults are found too.
 */
#include <string.h>

#include "base/map.h"
#include "manifest/compose.h"
#include "manifest/stages.h"

struct composer {
	struct arena *arena;
	const struct source *source;
	struct diags *diags;
	bool breaks;              /* libyaml sees ends of lines where an editor sees none */
	struct position position; /* of the last mark, where it does */
	struct map anchors;
	struct list names; /* of the anchors */
	struct node *stack[LIMIT_DEPTH];
	struct node *keys[LIMIT_DEPTH]; /* of maps: the key that waits for its value */
	size_t depth;
	size_t passed; /* levels inside of what is passed over */
	size_t nodes;
	size_t copies; /* of them, by aliases */
	struct node *root;
};

/* YAML 1.1 ends a line also at a carriage return, NEL, LS and PS. */
static bool has_breaks(const struct source *source)
{
	const char *end = source->text + source->length;

	for (const char *at = source->text; (at = memchr(at, '\r', (size_t)(end - at))); at++)
		if (at + 1 == end || at[1] != '\n')
			return true;
	return strstr(source->text, "\xc2\x85") || strstr(source->text, "\xe2\x80\xa8") ||
	       strstr(source->text, "\xe2\x80\xa9");
}

static struct place mark_place(struct composer *composer, yaml_mark_t mark)
{
	const struct source *source = composer->source;
	struct position *at = &composer->position;

	if (!composer->breaks)
		return (struct place){source, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1};
	if (mark.index < at->index)
		*at = position_first();
	while (at->index < mark.index && at->offset < source->length)
		position_step(source, at);
	return (struct place){source, at->line, at->column};
}

static bool count_node(struct composer *composer, struct place place)
{
	if (++composer->nodes <= LIMIT_NODES)
		return true;
	diag_error(composer->diags, place, "the file has more than %d nodes", LIMIT_NODES)->hint =
		"split the manifest into several files, and list them under include";
	return false;
}

static struct node *node_new(struct composer *composer, enum node_type type, struct place place)
{
	struct node *node = arena_alloc(composer->arena, sizeof(*node));

	node->place = place;
	node->type = type;
	if (type == NODE_SCALAR)
		node->text = "";
	return node;
}

/* Hangs a node into the one that is being filled. False for a key that is no word: it stands
 * nowhere, and its value with it. */
static bool attach(struct composer *composer, struct node *node)
{
	struct node *parent = composer->depth ? composer->stack[composer->depth - 1] : NULL;
	struct node **key = composer->depth ? &composer->keys[composer->depth - 1] : NULL;

	if (!parent) {
		composer->root = node;
		return true;
	}
	if (parent->type == NODE_MAP && !*key) {
		*key = node;
		if (node->type == NODE_SCALAR)
			return true;
		diag_error(composer->diags, node->place, "a key must be a word");
		*key = node_new(composer, NODE_SCALAR, node->place);
		(*key)->wrong = true;
		return false;
	}
	if (parent->type == NODE_MAP) {
		node->key = *key;
		*key = NULL;
	}
	node_append(parent, node);
	return true;
}

static void set_anchor(struct composer *composer, const yaml_char_t *anchor, struct node *node)
{
	const char *name;

	if (!anchor)
		return;
	name = arena_strdup(composer->arena, (const char *)anchor);
	map_set(&composer->anchors, name, node);
	list_add(composer->arena, &composer->names, name);
}

/* The only tag that means something here says that a scalar is a string. */
static void check_tag(struct composer *composer, const yaml_char_t *tag, struct node *node)
{
	static const char core[] = "tag:yaml.org,2002:";
	const char *name = (const char *)tag;

	if (!tag || strcmp(name, "!") == 0 ||
	    (node->type == NODE_SCALAR && strcmp(name, YAML_STR_TAG) == 0))
		return;
	node->wrong = true;
	if (strncmp(name, core, strlen(core)) == 0)
		diag_error(composer->diags, node->place, "tag \"!!%s\" has no meaning here",
			   name + strlen(core));
	else
		diag_error(composer->diags, node->place, "tag %Q has no meaning here", name);
}

static bool add_scalar(struct composer *composer, const yaml_event_t *event)
{
	const char *value = (const char *)event->data.scalar.value;
	const size_t length = event->data.scalar.length;
	struct node *node =
		node_new(composer, NODE_SCALAR, mark_place(composer, event->start_mark));

	if (!count_node(composer, node->place))
		return false;
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
		      !event->data.scalar.tag;
	check_tag(composer, event->data.scalar.tag, node);
	if (length > LIMIT_SCALAR) {
		diag_error(composer->diags, node->place, "a string is longer than %d bytes",
			   LIMIT_SCALAR);
		node->wrong = true;
	} else if (memchr(value, '\0', length)) {
		diag_error(composer->diags, node->place,
			   "a string has a NUL character, which PostgreSQL cannot store");
		node->wrong = true;
	} else {
		node->text = arena_strndup(composer->arena, value, length);
	}
	set_anchor(composer, event->data.scalar.anchor, node);
	attach(composer, node);
	return true;
}

/* libyaml's time grows with the square of the depth: so nothing behind it is read. */
static bool too_deep(const struct composer *composer, struct place place)
{
	diag_error(composer->diags, place, "this is nested deeper than %d levels", LIMIT_DEPTH);
	return false;
}

static bool start_collection(struct composer *composer, const yaml_event_t *event)
{
	const bool map = event->type == YAML_MAPPING_START_EVENT;
	struct node *node = node_new(composer, map ? NODE_MAP : NODE_LIST,
				     mark_place(composer, event->start_mark));

	if (!count_node(composer, node->place))
		return false;
	check_tag(composer, map ? event->data.mapping_start.tag : event->data.sequence_start.tag,
		  node);
	set_anchor(composer,
		   map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor,
		   node);
	if (!attach(composer, node)) {
		composer->passed = 1;
		return true;
	}
	if (composer->depth == LIMIT_DEPTH) {
		node->wrong = true;
		return too_deep(composer, node->place);
	}
	composer->keys[composer->depth] = NULL;
	composer->stack[composer->depth++] = node;
	return true;
}

/* A copy of the subtree that stands at that depth, or NULL where that is too much. */
static struct node *copy(struct composer *composer, const struct node *node, size_t depth,
			 struct place place)
{
	struct node *copied = arena_alloc(composer->arena, sizeof(*copied));

	if (!count_node(composer, place))
		return NULL;
	if (++composer->copies > LIMIT_COPIES) {
		diag_error(composer->diags, place, "the aliases stand for more than %d nodes",
			   LIMIT_COPIES);
		return NULL;
	}
	*copied = *node;
	copied->first = copied->last = copied->next = NULL;
	if (depth > LIMIT_DEPTH && node->type != NODE_SCALAR) {
		copied->wrong = true;
		too_deep(composer, place);
		return copied;
	}
	for (const struct node *child = node->first; child; child = child->next) {
		struct node *other = copy(composer, child, depth + 1, place);

		if (!other)
			return NULL;
		node_append(copied, other);
	}
	return copied;
}

/* The node that the alias stands for, or NULL and an error. */
static const struct node *find_anchor(struct composer *composer, const char *name,
				      struct place place)
{
	const struct node *anchor = map_get(&composer->anchors, name);
	struct diag *diag;

	if (!anchor) {
		diag = diag_error(composer->diags, place, "there is no anchor %Q before this alias",
				  name);
		if (!diag_suggest(composer->diags, diag, name,
				  (const char *const *)composer->names.items,
				  composer->names.count))
			diag->hint = "a string that begins with * must be in quotes";
		return NULL;
	}
	for (size_t i = 0; i < composer->depth; i++) {
		if (composer->stack[i] != anchor)
			continue;
		diag_error(composer->diags, place, "alias %Q stands inside its own anchor", name);
		return NULL;
	}
	return anchor;
}

static bool add_alias(struct composer *composer, const yaml_event_t *event)
{
	const struct place place = mark_place(composer, event->start_mark);
	const struct node *anchor =
		find_anchor(composer, (const char *)event->data.alias.anchor, place);
	struct node *node;

	if (!anchor) {
		node = node_new(composer, NODE_SCALAR, place);
		node->wrong = true;
	} else {
		node = copy(composer, anchor, composer->depth + 1, place);
		if (!node)
			return false;
		node->place = place;
		node->key = NULL;
	}
	attach(composer, node);
	return true;
}

static bool take(struct composer *composer, const yaml_event_t *event)
{
	const bool starts = event->type == YAML_MAPPING_START_EVENT ||
			    event->type == YAML_SEQUENCE_START_EVENT;
	const bool ends = event->type == YAML_MAPPING_END_EVENT ||
			  event->type == YAML_SEQUENCE_END_EVENT;

	if (composer->passed) {
		composer->passed += starts;
		composer->passed -= ends;
		return composer->depth + composer->passed <= LIMIT_DEPTH ||
		       too_deep(composer, mark_place(composer, event->start_mark));
	}
	if (starts)
		return start_collection(composer, event);
	if (ends)
		composer->depth--;
	if (event->type == YAML_SCALAR_EVENT)
		return add_scalar(composer, event);
	if (event->type == YAML_ALIAS_EVENT)
		return add_alias(composer, event);
	if (event->type != YAML_DOCUMENT_START_EVENT || !composer->root)
		return true;
	diag_error(composer->diags, mark_place(composer, event->start_mark),
		   "a second document begins here; a file has one")
		->hint = "put it into a file of its own, and list that under include";
	return false;
}

/* Reports why the YAML ends here. What is between brackets that have no end may be anything. */
static void report(struct composer *composer, const yaml_parser_t *parser)
{
	struct node *open = composer->depth ? composer->stack[composer->depth - 1] : NULL;

	compose_report(composer->diags, parser, mark_place(composer, parser->problem_mark),
		       mark_place(composer, parser->context_mark), open ? open->place : no_place());
	if (open && strchr("[{", *source_find(open->place)))
		open->wrong = true;
	else if (!open && composer->root && composer->root->type == NODE_SCALAR)
		composer->root = NULL; /* a key, perhaps, without its colon */
}

static void parse(struct composer *composer, yaml_parser_t *parser)
{
	for (bool more = true; more;) {
		yaml_event_t event;

		if (!yaml_parser_parse(parser, &event)) {
			report(composer, parser);
			break;
		}
		more = event.type != YAML_STREAM_END_EVENT && take(composer, &event);
		yaml_event_delete(&event);
	}
	/* what was not read to its end may have every key */
	while (composer->depth) {
		struct node *open = composer->stack[--composer->depth];

		if (open->type == NODE_MAP)
			open->written = UINT64_MAX;
	}
}

struct node *compose(struct arena *arena, const struct source *source, struct diags *diags)
{
	struct composer composer = {.arena = arena,
				    .source = source,
				    .diags = diags,
				    .breaks = has_breaks(source),
				    .position = position_first(),
				    .anchors = map_in(arena)};
	const struct node *root;
	yaml_parser_t parser;
	const size_t errors = diags->errors;

	if (!yaml_parser_initialize(&parser)) {
		diag_error(diags, no_place(), "out of memory");
		return NULL;
	}
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)source->text, source->length);
	parse(&composer, &parser);
	yaml_parser_delete(&parser);
	root = composer.root;
	if (diags->errors == errors &&
	    (!root || (root->type == NODE_SCALAR && root->plain && !*root->text))) {
		diag_error(diags, (struct place){.source = source}, "the file is empty")->hint =
			"a manifest begins with: version: 1";
		return NULL;
	}
	return composer.root;
}
