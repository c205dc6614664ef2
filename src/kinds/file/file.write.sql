-- The block that writes a file of the server, behind declarations from file.c:
--   setting    the name of the setting that says where the file is
--   from_text  what it has, and nobody else may have changed
--   to_text    what it shall have
--   back       whether that puts back what another such block has written
--   tries      whether the new text is only to be judged, and the old one put back in any case
--   way        program, copy or export, as enum file_way has it
--   program    what runs on the server where way is program, behind its settings
--   keeps      where way is not program: whether the text before is to be kept beside the file
--   judge      a query whose only value says what the server has against the file, or is null
--
-- The server judges only the file in place, and loads it only when told so. Hence: write, judge,
-- load; or put the old text back, also when the statement is cancelled half way.
    path CONSTANT text := pg_catalog.current_setting(setting);
    kept CONSTANT text := path || '.pgmob.bak';
    where_kept CONSTANT text := CASE
        WHEN way = 'program' THEN pg_catalog.format('The old text is in the newest of "%s.*Z.bak", '
            'which is beside the file that a symbolic link leads to.', path)
        WHEN keeps THEN pg_catalog.format('The old text is in "%s".', kept)
        ELSE 'The old text was not kept, since there are secrets in it.' END;
    written_at CONSTANT timestamp := pg_catalog.timezone('UTC', pg_catalog.clock_timestamp());
    commands text[]; -- the last one puts from_text back
    large oid[] := '{}';
    present text;
    faults text;
    failure text;
    state text;
    reason record;
    told boolean := false;
BEGIN
    IF pg_catalog.pg_read_file(path) IS DISTINCT FROM from_text THEN
        IF back THEN
            RAISE EXCEPTION 'somebody else has changed "%" since it was written', path
                USING ERRCODE = 'object_in_use',
                    HINT = 'It is left as it is, for a person to put right. ' || where_kept;
        END IF;
        RAISE EXCEPTION '"%" has changed since the plan was made', path
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Make a new plan.';
    END IF;

-- What is quoted for the shell, by the server that knows its own path, needs no quoting for SQL:
-- chr(39) is a quote, chr(92) a backslash, chr(10) the end of a line.
    IF way = 'program' THEN
        SELECT pg_catalog.array_agg(pg_catalog.format('COPY (SELECT %L) TO PROGRAM %L',
                   pg_catalog.translate(pg_catalog.encode(t.bytes, 'base64'), pg_catalog.chr(10), ''),
                   pg_catalog.concat_ws(pg_catalog.chr(10),
                       'path=' || pg_catalog.chr(39) || pg_catalog.replace(path, pg_catalog.chr(39),
                           pg_catalog.chr(39) || pg_catalog.chr(92) || pg_catalog.chr(39)
                           || pg_catalog.chr(39)) || pg_catalog.chr(39),
                       'from=' || pg_catalog.encode(pg_catalog.sha256(t.before), 'hex'),
                       'to=' || pg_catalog.encode(pg_catalog.sha256(t.bytes), 'hex'),
                       'stamp=' || pg_catalog.to_char(written_at, 'YYYYMMDD"T"HH24MISS"Z"'),
                       'micro=' || pg_catalog.to_char(written_at, 'US'),
                       'back=' || t.back,
                       program)) ORDER BY t.n)
            INTO commands
            FROM (SELECT v.n, v.back,
                         pg_catalog.convert_to(v.before, pg_catalog.getdatabaseencoding()) AS before,
                         pg_catalog.convert_to(v.content, pg_catalog.getdatabaseencoding()) AS bytes
                    FROM (VALUES (1, CASE WHEN back THEN 'yes' ELSE '' END, from_text, to_text),
                                 (2, 'yes', to_text, from_text))
                         AS v (n, back, before, content)) AS t;
-- A row a line, in which COPY changes nothing: file.c has seen that the texts have none of these
-- control characters, nor what it would quote all the same.
    ELSIF way = 'copy' THEN
        SELECT pg_catalog.array_agg(pg_catalog.format('COPY (SELECT l.line FROM ROWS FROM '
                   '(pg_catalog.unnest(pg_catalog.string_to_array(%L, pg_catalog.chr(10)))) WITH '
                   'ORDINALITY AS l (line, n) WHERE l.n <= %s ORDER BY l.n) TO %L (FORMAT csv, '
                   'DELIMITER %L, QUOTE %L, ESCAPE %L, NULL %L, ENCODING %L)',
                   v.content,
                   pg_catalog.length(v.content)
                   - pg_catalog.length(pg_catalog.replace(v.content, pg_catalog.chr(10), '')),
                   v.target, pg_catalog.chr(1), pg_catalog.chr(2), pg_catalog.chr(2),
                   pg_catalog.chr(3), pg_catalog.getdatabaseencoding()) ORDER BY v.n)
            INTO commands
            FROM (VALUES (1, from_text, kept), (2, to_text, path), (3, from_text, path))
                 AS v (n, content, target)
            WHERE v.n > 1 OR keeps AND NOT back;
-- The large objects vanish with the transaction where it fails.
    ELSE
        FOREACH present IN ARRAY ARRAY[from_text, to_text] LOOP
            large := large || pg_catalog.lo_from_bytea(0,
                pg_catalog.convert_to(present, pg_catalog.getdatabaseencoding()));
        END LOOP;
        SELECT pg_catalog.array_agg(pg_catalog.format('SELECT pg_catalog.lo_export(%s, %L)',
                   large[v.content], v.target) ORDER BY v.n)
            INTO commands
            FROM (VALUES (1, 1, kept), (2, 2, path), (3, 1, path)) AS v (n, content, target)
            WHERE v.n > 1 OR keeps AND NOT back;
    END IF;

    BEGIN
        BEGIN
            FOR i IN 1 .. pg_catalog.cardinality(commands) - 1 LOOP
                EXECUTE commands[i];
            END LOOP;
        EXCEPTION WHEN others THEN
            GET STACKED DIAGNOSTICS failure = PG_EXCEPTION_DETAIL, state = RETURNED_SQLSTATE;
            SELECT r.detail, r.hint INTO reason FROM (VALUES
                ('81', 'The program that writes it needs others that the server does not find: '
                       'base64, cat, chmod, chown, cp, ln, mktemp, mv, readlink, rm, sha256sum, '
                       'stat, sync.',
                       'coreutils and busybox have them; look into the PATH of the server.'),
                ('82', 'The path leads nowhere.',
                       'Look at its symbolic links.'),
                ('83', 'Somebody else has changed it in the meantime.',
                       'Make a new plan.'),
                ('84', 'The server cannot make files in its folder.',
                       'Make the folder writable for the user that the server runs as: the new '
                       'file is made beside the old one. A file system that is mounted read-only '
                       'needs its administrator.'),
                ('85', 'A new file could not be written in its folder.',
                       'Most often there is no room: look into the free space and the quota there. '
                       'The log of the server has what the program said.'),
                ('86', 'What was written is not what was to be written: its checksum differs.',
                       'Look into the disk of the server.'),
                ('87', 'A new file cannot have the owner and the mode that the file has.',
                       'Give the file to the user that the server runs as, and to a group of it.'),
                ('88', 'The file before could not be kept beside it.',
                       'Most often there is no room: look into the free space and the quota there. '
                       'The log of the server has what the program said.'),
                ('89', 'The new file could not take the place of the old one.',
                       'The log of the server has what the program said.'),
                ('42501', NULL,
                       'Make the file, and its folder, writable for the user that the server runs '
                       'as.'),
                ('53100', NULL, 'Look into the free space and the quota there.'))
                AS r (status, detail, hint)
                WHERE r.status = CASE state WHEN '38000'
                                 THEN pg_catalog.substring(failure, '[0-9]+') ELSE state END;
            RAISE EXCEPTION 'could not write "%"', path
                USING ERRCODE = 'io_error',
                    DETAIL = COALESCE(reason.detail,
                        CASE state WHEN '38000' THEN failure
                        ELSE pg_catalog.concat_ws(': ', SQLERRM, NULLIF(failure, '')) END),
                    HINT = pg_catalog.concat_ws(' ',
                        COALESCE(reason.hint, 'The log of the server may have more.'),
                        CASE WHEN back THEN where_kept END);
        END;
        IF pg_catalog.pg_read_file(path) IS DISTINCT FROM to_text THEN
            RAISE EXCEPTION 'something else has written "%" at the same time', path
                USING ERRCODE = 'object_in_use', HINT = 'Nothing was loaded.';
        END IF;
        IF judge IS NOT NULL THEN
            EXECUTE judge INTO faults;
        END IF;
        IF faults IS NOT NULL AND back THEN
            RAISE EXCEPTION 'the old text of "%" is back, but the server refuses it', path
                USING ERRCODE = 'config_file_error', DETAIL = faults,
                    HINT = 'What the server has loaded last stays in force: correct the file.';
        ELSIF faults IS NOT NULL THEN
            RAISE EXCEPTION 'the server refuses the new text of "%"', path
                USING ERRCODE = 'config_file_error', DETAIL = faults,
                    HINT = 'The old text is back; nothing was loaded.';
        END IF;
        IF tries THEN
            EXECUTE commands[pg_catalog.cardinality(commands)];
            IF pg_catalog.pg_read_file(path) IS DISTINCT FROM from_text THEN
                RAISE EXCEPTION 'something else has written "%" at the same time', path
                    USING ERRCODE = 'object_in_use', HINT = 'Nothing was loaded.';
            END IF;
        ELSE
            told := true;
            IF NOT pg_catalog.pg_reload_conf() THEN
                RAISE EXCEPTION 'the server could not be told to load "%"', path
                    USING ERRCODE = 'system_error', HINT = 'The old text is back.';
            END IF;
        END IF;

-- What somebody else wrote in the meantime is not overwritten. COPY may have left a part of the new
-- text, which may end within a character.
    EXCEPTION WHEN query_canceled OR assert_failure OR others THEN
        IF back THEN
            RAISE;
        END IF;
        failure := SQLERRM;
        BEGIN
            BEGIN
                present := pg_catalog.pg_read_file(path);
            EXCEPTION WHEN character_not_in_repertoire THEN
                present := '';
            END;
            IF present <> from_text AND (present = to_text
                    OR way <> 'program' AND pg_catalog.starts_with(to_text, present)) THEN
                EXECUTE commands[pg_catalog.cardinality(commands)];
                IF pg_catalog.pg_read_file(path) IS DISTINCT FROM from_text THEN
                    RAISE EXCEPTION 'it has another text';
                END IF;
            END IF;
            IF told THEN
                PERFORM pg_catalog.pg_reload_conf();
            END IF;
        EXCEPTION WHEN query_canceled OR assert_failure OR others THEN
            GET STACKED DIAGNOSTICS state = PG_EXCEPTION_DETAIL;
            RAISE EXCEPTION 'the old text of "%" could not be put back: %', path,
                COALESCE(NULLIF(state, ''), SQLERRM)
                USING ERRCODE = 'config_file_error', DETAIL = failure,
                    HINT = 'Put it back before the server loads the file. ' || where_kept;
        END;
        RAISE;
    END;
    PERFORM pg_catalog.lo_unlink(l.large) FROM pg_catalog.unnest(large) AS l (large);
END
