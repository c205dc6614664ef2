/* SPDX-License-Identifier: PostgreSQL
 *
 * Writing pg_hba.conf over SQL alone.
 *
 * COPY TO a file truncates it first, and a program that reads from COPY sees the same end of its
 * input whether the query was complete or failed. So the text goes, as one row of base64, to a
 * program that compares its checksum before the new file takes the old one's place: in one step,
 * with the mode of the old one.
 *
 * The server judges only the file in place (pg_hba_file_rules reads that one), but loads it only
 * when told so. Hence: write, judge, load; or put the old text back, also when the statement is
 * cancelled half way. COPY TO PROGRAM and blocks with EXCEPTION work in read-only transactions, and
 * on standbys.
 */
#include "auth/line.h"
#include "kinds/hba/hba.h"

/* Runs under sh on the server, behind the settings of path and sum. Nothing may fail after mv: the
 * folder's sync only makes the new name outlive a crash. A cancelled query signals the program,
 * too, which then would leave its temporary file behind: it finishes instead. */
static const char program[] = "set -e\n"
			      "umask 077\n"
			      "trap '' HUP INT TERM\n"
			      "file=$(readlink -f \"$path\")\n"
			      "new=$(mktemp \"$file.XXXXXX\")\n"
			      "trap 'rm -f \"$new\"' EXIT\n"
			      "base64 -d > \"$new\"\n"
			      "test \"$(sha256sum < \"$new\")\" = \"$sum  -\"\n"
			      "chown \"$(stat -c %u:%g \"$file\")\" \"$new\" 2> /dev/null || :\n"
			      "chmod \"$(stat -c %a \"$file\")\" \"$new\"\n"
			      "sync \"$new\"\n"
			      "mv -f \"$new\" \"$file\"\n"
			      "sync \"$(dirname \"$file\")\" || :\n";

/* chr(39) is a quote, chr(92) a backslash, chr(10) the end of a line: so what is quoted for the
 * shell, by the server that knows its own path, needs no quoting for SQL. */
static const char prepare[] =
	"    path CONSTANT text := pg_catalog.current_setting('hba_file');\n"
	"    shell_path CONSTANT text := pg_catalog.chr(39) || pg_catalog.replace(path,\n"
	"        pg_catalog.chr(39), pg_catalog.chr(39) || pg_catalog.chr(92)\n"
	"        || pg_catalog.chr(39) || pg_catalog.chr(39)) || pg_catalog.chr(39);\n"
	"    content text;\n"
	"    bytes bytea;\n"
	"    commands text[];\n"
	"    faults text;\n"
	"    rules bigint;\n"
	"    failure text;\n"
	"BEGIN\n"
	"    IF pg_catalog.pg_read_file(path) IS DISTINCT FROM old_text THEN\n"
	"        RAISE EXCEPTION '\"%\" has changed since the plan was made', path\n"
	"            USING ERRCODE = 'object_not_in_prerequisite_state',\n"
	"                HINT = 'Make a new plan.';\n"
	"    END IF;\n"
	"    FOREACH content IN ARRAY ARRAY[new_text, old_text] LOOP\n"
	"        bytes := pg_catalog.convert_to(content, pg_catalog.getdatabaseencoding());\n"
	"        commands := commands || pg_catalog.format('COPY (SELECT %L) TO PROGRAM %L',\n"
	"            pg_catalog.translate(pg_catalog.encode(bytes, 'base64'),\n"
	"                pg_catalog.chr(10), ''),\n"
	"            'path=' || shell_path || pg_catalog.chr(10) || 'sum='\n"
	"            || pg_catalog.encode(pg_catalog.sha256(bytes), 'hex') || pg_catalog.chr(10)\n"
	"            || program);\n"
	"    END LOOP;\n"
	"    BEGIN\n";

static const char write[] =
	"        BEGIN\n"
	"            EXECUTE commands[1];\n"
	"        EXCEPTION WHEN external_routine_exception THEN\n"
	"            GET STACKED DIAGNOSTICS failure = PG_EXCEPTION_DETAIL;\n"
	"            RAISE EXCEPTION 'could not write \"%\"', path\n"
	"                USING ERRCODE = 'io_error', DETAIL = failure,\n"
	"                    HINT = 'The log of the server has what the program said.';\n"
	"        END;\n"
	"        IF pg_catalog.pg_read_file(path) IS DISTINCT FROM new_text THEN\n"
	"            RAISE EXCEPTION 'something else has written \"%\" at the same time', path\n"
	"                USING ERRCODE = 'object_in_use', HINT = 'Nothing was loaded.';\n"
	"        END IF;\n";

/* A row without a type is a line that the server refuses, even where it gives no error; a row with
 * a type and an error is a warning. file_name is there from PostgreSQL 16. */
static const char judge[] =
	"        SELECT pg_catalog.count(rule.type), pg_catalog.string_agg(\n"
	"                pg_catalog.concat('line ', rule.line_number, ' of '\n"
	"                    || NULLIF(pg_catalog.to_jsonb(rule) ->> 'file_name', path), ': ',\n"
	"                    COALESCE(rule.error, 'it gives no reason')),\n"
	"                pg_catalog.chr(10) ORDER BY rule.line_number)\n"
	"                FILTER (WHERE rule.type IS NULL)\n"
	"            INTO rules, faults\n"
	"            FROM pg_catalog.pg_hba_file_rules AS rule;\n"
	"        IF rules = 0 AND faults IS NULL THEN\n"
	"            faults := 'The file has no rule, so nobody could connect.';\n"
	"        END IF;\n"
	"        IF faults IS NOT NULL THEN\n"
	"            RAISE EXCEPTION 'the server refuses the new text of \"%\"', path\n"
	"                USING ERRCODE = 'config_file_error', DETAIL = faults,\n"
	"                    HINT = 'The old text is back; nothing was loaded.';\n"
	"        END IF;\n"
	"        IF NOT pg_catalog.pg_reload_conf() THEN\n"
	"            RAISE EXCEPTION 'the server could not be told to load \"%\"', path\n"
	"                USING ERRCODE = 'system_error', HINT = 'The old text is back.';\n"
	"        END IF;\n";

/* What somebody else wrote in the meantime is not overwritten. */
static const char restore[] =
	"    EXCEPTION WHEN query_canceled OR assert_failure OR others THEN\n"
	"        failure := SQLERRM;\n"
	"        BEGIN\n"
	"            IF pg_catalog.pg_read_file(path) IS NOT DISTINCT FROM new_text THEN\n"
	"                EXECUTE commands[2];\n"
	"            END IF;\n"
	"        EXCEPTION WHEN query_canceled OR assert_failure OR others THEN\n"
	"            RAISE EXCEPTION 'the old text of \"%\" could not be put back: %', path, "
	"SQLERRM\n"
	"                USING ERRCODE = 'config_file_error', DETAIL = failure,\n"
	"                    HINT = 'Correct the file before the server loads it.';\n"
	"        END;\n"
	"        RAISE;\n"
	"    END;\n"
	"END";

void hba_alter(struct ddl *ddl, const struct change *change)
{
	const struct hba *from = (const struct hba *)change->from;
	const struct hba *to = (const struct hba *)change->to;
	struct text body = text_in(ddl->arena);
	struct statement *statement;

	text_addf(&body,
		  "\nDECLARE\n    old_text CONSTANT text := %L;\n"
		  "    new_text CONSTANT text := %L;\n    program CONSTANT text := %L;\n",
		  from->conf.text, to->conf.text, program);
	text_add(&body, prepare);
	text_add(&body, write);
	text_add(&body, judge);
	text_add(&body, restore);
	text_add(&body, "\n");
	if (auth_has_secret(from->conf.text) || auth_has_secret(to->conf.text)) {
		statement = ddl_add(ddl, FIELDS_ALL, "DO LANGUAGE plpgsql %L", "***");
		statement->secret = body.at;
		statement->secret_at = sizeof("DO LANGUAGE plpgsql ") - 1;
	} else {
		statement = ddl_add(ddl, FIELDS_ALL, "DO LANGUAGE plpgsql %L", body.at);
	}
	statement->alone = true;
}
