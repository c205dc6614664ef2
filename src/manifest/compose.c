/* SPDX-License-Identifier: PostgreSQL
 *
 * Text → tree: libyaml's events, with their places, and limits against files that are no manifests.
 */
#include <string.h>
#include <yaml.h>

#include "base/map.h"
#include "manifest/stages.h"

struct composer {
	struct arena *arena;
	const struct source *source;
	struct diags *diags;
	struct map anchors;
	struct node *stack[LIMIT_DEPTH];
	struct node *keys[LIMIT_DEPTH]; /* of maps: the key that waits for its value */
	size_t depth;
	size_t nodes;
	struct node *root;
};

static struct place mark_place(const struct composer *composer, yaml_mark_t mark)
{
	return (struct place){
		.source = composer->source,
		.line = (uint32_t)mark.line + 1,
		.column = (uint32_t)mark.column + 1,
	};
}

static bool count_node(struct composer *composer, struct place place)
{
	struct diag *diag;

	if (++composer->nodes <= LIMIT_NODES)
		return true;
	diag = diag_error(composer->diags, place, "the file has more than %d nodes", LIMIT_NODES);
	diag->detail = "each use of an alias counts as all that its anchor holds";
	diag->hint = "split the manifest, or write fewer aliases";
	return false;
}

/* Hangs a finished node, or one that is about to be filled, into the node that is being filled. */
static bool attach(struct composer *composer, struct node *node)
{
	struct node *parent = composer->depth ? composer->stack[composer->depth - 1] : NULL;
	struct node **key = composer->depth ? &composer->keys[composer->depth - 1] : NULL;

	if (!parent) {
		composer->root = node;
		return true;
	}
	if (parent->type == NODE_MAP && !*key) {
		if (node->type != NODE_SCALAR) {
			diag_error(composer->diags, node->place, "a key must be a word");
			return false;
		}
		*key = node;
		return true;
	}
	if (parent->type == NODE_MAP) {
		node->key = *key;
		*key = NULL;
	}
	node_append(parent, node);
	return true;
}

static struct node *node_new(struct composer *composer, enum node_type type, yaml_mark_t mark)
{
	struct node *node = arena_alloc(composer->arena, sizeof(*node));

	node->place = mark_place(composer, mark);
	node->type = type;
	return node;
}

static void set_anchor(struct composer *composer, const yaml_char_t *anchor, struct node *node)
{
	if (anchor)
		map_set(&composer->anchors, arena_strdup(composer->arena, (const char *)anchor),
			node);
}

/* The only tag that means something here says that a scalar is a string. */
static bool check_tag(struct composer *composer, const yaml_char_t *tag, struct place place)
{
	if (!tag || strcmp((const char *)tag, YAML_STR_TAG) == 0 ||
	    strcmp((const char *)tag, "!") == 0)
		return true;
	diag_error(composer->diags, place, "tag %Q has no meaning in a manifest",
		   (const char *)tag);
	return false;
}

static bool add_scalar(struct composer *composer, const yaml_event_t *event)
{
	const char *value = (const char *)event->data.scalar.value;
	const size_t length = event->data.scalar.length;
	struct node *node = node_new(composer, NODE_SCALAR, event->start_mark);

	if (!count_node(composer, node->place) ||
	    !check_tag(composer, event->data.scalar.tag, node->place))
		return false;
	if (length > LIMIT_SCALAR) {
		diag_error(composer->diags, node->place, "a string is longer than %d bytes",
			   LIMIT_SCALAR);
		return false;
	}
	if (memchr(value, '\0', length)) {
		diag_error(composer->diags, node->place,
			   "a string has a NUL character, which PostgreSQL cannot store");
		return false;
	}
	node->text = arena_strndup(composer->arena, value, length);
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
		      !event->data.scalar.tag;
	set_anchor(composer, event->data.scalar.anchor, node);
	return attach(composer, node);
}

static bool start_collection(struct composer *composer, const yaml_event_t *event)
{
	const bool map = event->type == YAML_MAPPING_START_EVENT;
	struct node *node = node_new(composer, map ? NODE_MAP : NODE_LIST, event->start_mark);

	if (!count_node(composer, node->place) ||
	    !check_tag(composer,
		       map ? event->data.mapping_start.tag : event->data.sequence_start.tag,
		       node->place))
		return false;
	if (composer->depth == LIMIT_DEPTH) {
		diag_error(composer->diags, node->place, "the file is nested deeper than %d levels",
			   LIMIT_DEPTH);
		return false;
	}
	if (!attach(composer, node))
		return false;
	set_anchor(composer,
		   map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor,
		   node);
	composer->keys[composer->depth] = NULL;
	composer->stack[composer->depth++] = node;
	return true;
}

/* A copy of the subtree, or NULL where that is too much. */
static struct node *copy(struct composer *composer, const struct node *node)
{
	struct node *copied = arena_alloc(composer->arena, sizeof(*copied));

	if (!count_node(composer, node->place))
		return NULL;
	*copied = *node;
	copied->first = copied->last = copied->next = NULL;
	for (const struct node *child = node->first; child; child = child->next) {
		struct node *other = copy(composer, child);

		if (!other)
			return NULL;
		node_append(copied, other);
	}
	return copied;
}

static bool add_alias(struct composer *composer, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	const struct place place = mark_place(composer, event->start_mark);
	const struct node *anchor = map_get(&composer->anchors, name);
	struct node *node;

	if (!anchor) {
		diag_error(composer->diags, place, "there is no anchor %Q before this alias", name);
		return false;
	}
	for (size_t i = 0; i < composer->depth; i++) {
		if (composer->stack[i] != anchor)
			continue;
		diag_error(composer->diags, place, "alias %Q stands inside its own anchor", name);
		return false;
	}
	node = copy(composer, anchor);
	if (!node)
		return false;
	node->key = NULL;
	node->next = NULL;
	return attach(composer, node);
}

static bool take(struct composer *composer, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return add_scalar(composer, event);
	case YAML_ALIAS_EVENT:
		return add_alias(composer, event);
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT:
		return start_collection(composer, event);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		composer->depth--;
		return true;
	case YAML_DOCUMENT_START_EVENT:
		if (!composer->root)
			return true;
		diag_error(composer->diags, mark_place(composer, event->start_mark),
			   "a second document begins here; a file has one")
			->hint = "put it into a file of its own, and list that under include";
		return false;
	default:
		return true;
	}
}

static void report(struct composer *composer, const yaml_parser_t *parser)
{
	const yaml_mark_t mark = parser->problem_mark;
	struct diag *diag = diag_error(composer->diags, mark_place(composer, mark),
				       "this is not YAML: %s",
				       parser->problem ? parser->problem : "it cannot be read");

	if (parser->context)
		diag->detail = text_format(composer->arena, "%s that starts at line %d",
					   parser->context, (int)parser->context_mark.line + 1);
	if (memchr(composer->source->text, '\t', composer->source->length))
		diag->hint = "YAML is indented with blanks, never with tabs";
}

static bool parse(struct composer *composer, yaml_parser_t *parser)
{
	for (bool more = true; more;) {
		yaml_event_t event;
		bool taken;

		if (!yaml_parser_parse(parser, &event)) {
			report(composer, parser);
			return false;
		}
		more = event.type != YAML_STREAM_END_EVENT;
		taken = take(composer, &event);
		yaml_event_delete(&event);
		if (!taken)
			return false;
	}
	return true;
}

/* The place of a byte of the text. */
static struct place byte_place(const struct source *source, size_t offset)
{
	struct place place = {.source = source, .line = 1, .column = 1};

	for (size_t i = 0; i < offset; i++) {
		const unsigned char c = (unsigned char)source->text[i];

		if (c == '\n') {
			place.line++;
			place.column = 1;
		} else if ((c & 0xc0) != 0x80) {
			place.column++;
		}
	}
	return place;
}

static bool check_bytes(const struct source *source, struct diags *diags)
{
	const char *nul = memchr(source->text, '\0', source->length);
	size_t where;

	if (nul) {
		diag_error(diags, byte_place(source, (size_t)(nul - source->text)),
			   "the file has a NUL byte: it is not a text in UTF-8");
		return false;
	}
	if (!text_is_utf8(source->text, source->length, &where)) {
		diag_error(diags, byte_place(source, where), "the file is not valid UTF-8")->hint =
			"save it in UTF-8";
		return false;
	}
	return true;
}

struct node *compose(struct arena *arena, const struct source *source, struct diags *diags)
{
	struct composer composer = {
		.arena = arena, .source = source, .diags = diags, .anchors = map_in(arena)};
	yaml_parser_t parser;
	bool parsed;

	if (!check_bytes(source, diags))
		return NULL;
	if (!yaml_parser_initialize(&parser)) {
		diag_error(diags, no_place(), "out of memory");
		return NULL;
	}
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)source->text, source->length);
	parsed = parse(&composer, &parser);
	yaml_parser_delete(&parser);
	if (parsed && !composer.root)
		diag_error(diags, (struct place){.source = source}, "the file is empty")->hint =
			"a manifest begins with: version: 1";
	return parsed ? composer.root : NULL;
}
