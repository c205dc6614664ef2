"""Settings beyond what scenarios say: of all parameters that there are."""

import json

# Every parameter as it is: whether the server takes that for a role. Those of a transaction it
# takes only as they are, which is of no use. An empty name of a library would let nobody in.
JUDGED = """
CREATE ROLE asked; CREATE ROLE app;
CREATE TABLE judged (name text, value text, taken bool);
DO $$
DECLARE
    s record;
BEGIN
    FOR s IN SELECT name, setting FROM pg_settings WHERE name !~ '_preload_libraries$'
    LOOP
        BEGIN
            EXECUTE format('ALTER ROLE asked SET %s = %L', s.name, s.setting);
            INSERT INTO judged VALUES (s.name, s.setting,
                                       s.name NOT IN ('transaction_isolation', 'transaction_deferrable'));
        EXCEPTION WHEN OTHERS THEN
            INSERT INTO judged VALUES (s.name, s.setting, false);
        END;
    END LOOP;
END $$;
SELECT json_agg(j ORDER BY j.name) FROM judged j;
"""


def manifest_of(ctx, judged):
    settings = [{"name": row["name"], "value": row["value"]} for row in judged]
    manifest = {"version": 1, "roles": [{"name": "app", "settings": settings}]}
    return ctx.write("m.yaml", json.dumps(manifest))


def test_every_parameter_is_judged_as_by_the_server(ctx):
    judged = json.loads(ctx.server.psql(JUDGED))
    refused = [row for row in judged if not row["taken"]]
    result = ctx.pgmob("plan", "-f", manifest_of(ctx, refused)).expect(status=1, out="")
    ctx.equal(result.err.count("cannot be set for roles or databases"), len(refused))
    manifest = manifest_of(ctx, [row for row in judged if row["taken"]])
    ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=0)
    ctx.pgmob("plan", "--detailed-exitcode", "-f", manifest).expect(status=0)
