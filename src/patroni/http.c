/* SPDX-License-Identifier: PostgreSQL
 *
 * What patronictl takes from the environment is taken from there: who asks, and whom to trust. It
 * is never shown.
 */
#include "patroni/http.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Seconds for the whole answer; bytes of it that are taken, and of one that is an error shown. */
enum { DEFAULT_CONNECT_TIMEOUT = 10, TIMEOUT = 30, LARGEST = 16 << 20, LONGEST_SHOWN = 200 };

enum { STATUS_OK = 200, STATUS_UNAUTHORIZED = 401, STATUS_FORBIDDEN = 403, STATUS_CONFLICT = 409 };

struct exchange {
	struct server *server;
	const struct http_request *request;
	CURL *curl;
	struct curl_slist *headers;
	struct text answer;
	char error[CURL_ERROR_SIZE];
};

/* What PATRONI_CTL_… says, or else PATRONI_RESTAPI_…; NULL where neither is set. */
static const char *said(const char *for_ctl, const char *for_restapi)
{
	const char *value = getenv(for_ctl);

	if (!value || !*value)
		value = getenv(for_restapi);
	return value && *value ? value : NULL;
}

static bool is_insecure(void)
{
	static const char *const words[] = {"on", "true", "yes", "1"};
	const char *value = getenv("PATRONI_CTL_INSECURE");

	for (size_t i = 0; value && i < sizeof(words) / sizeof(*words); i++)
		if (strcasecmp(value, words[i]) == 0)
			return true;
	return false;
}

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;

	if (exchange->answer.length + size * count > LARGEST)
		return 0;
	text_add_bytes(&exchange->answer, bytes, size * count);
	return size * count;
}

/* Nobody would know what became of a change that was broken off. */
static bool is_stopped(const struct exchange *exchange)
{
	return !exchange->request->body && server_interrupted(exchange->server);
}

/* Other than 0 ends the request. */
static int go_on(void *context, curl_off_t to_take, curl_off_t taken, curl_off_t to_send,
		 curl_off_t sent)
{
	struct exchange *exchange = context;

	(void)to_take;
	(void)taken;
	(void)to_send;
	(void)sent;
	server_tick(exchange->server);
	return is_stopped(exchange);
}

static void set_credentials(CURL *curl)
{
	const char *user = said("PATRONI_CTL_USERNAME", "PATRONI_RESTAPI_USERNAME");
	const char *password = said("PATRONI_CTL_PASSWORD", "PATRONI_RESTAPI_PASSWORD");
	const char *authority = said("PATRONI_CTL_CACERT", "PATRONI_RESTAPI_CAFILE");
	const char *certificate = said("PATRONI_CTL_CERTFILE", "PATRONI_RESTAPI_CERTFILE");
	const char *key = said("PATRONI_CTL_KEYFILE", "PATRONI_RESTAPI_KEYFILE");
	const char *unlocks =
		said("PATRONI_CTL_KEYFILE_PASSWORD", "PATRONI_RESTAPI_KEYFILE_PASSWORD");

	if (user && password) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		curl_easy_setopt(curl, CURLOPT_USERNAME, user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
	}
	if (authority)
		curl_easy_setopt(curl, CURLOPT_CAINFO, authority);
	if (certificate) {
		curl_easy_setopt(curl, CURLOPT_SSLCERT, certificate);
		curl_easy_setopt(curl, CURLOPT_SSLKEY, key ? key : certificate);
		if (unlocks)
			curl_easy_setopt(curl, CURLOPT_KEYPASSWD, unlocks);
	}
	if (!is_insecure())
		return;
	/* with a certificate of its own, patronictl gives up the name only */
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, certificate ? 1L : 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
}

/* What is asked for is a server of the same network, so no proxy of the environment is in the way;
 * and no answer leads anywhere else. */
static void set_up(struct exchange *exchange)
{
	const struct http_request *request = exchange->request;
	const int seconds = exchange->server->options->connect_timeout;
	CURL *curl = exchange->curl;

	curl_easy_setopt(curl, CURLOPT_URL, request->url);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT,
			 (long)(seconds > 0 ? seconds : DEFAULT_CONNECT_TIMEOUT));
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, exchange->error);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, go_on);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, exchange);
	if (request->body) {
		exchange->headers = curl_slist_append(NULL, "Content-Type: application/json");
		curl_easy_setopt(curl, CURLOPT_HTTPHEADER, exchange->headers);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
	}
	set_credentials(curl);
}

static const char *hint_for(long status)
{
	if (status == STATUS_UNAUTHORIZED)
		return "set PATRONI_RESTAPI_USERNAME and PATRONI_RESTAPI_PASSWORD in the "
		       "environment, as for patronictl";
	if (status == STATUS_FORBIDDEN)
		return "its allowlist may lack this host, or it wants a client certificate: set "
		       "PATRONI_CTL_CERTFILE and PATRONI_CTL_KEYFILE";
	return status == STATUS_CONFLICT ? "somebody else has changed the configuration: try again"
					 : NULL;
}

static void report_status(struct exchange *exchange, long status)
{
	struct server *server = exchange->server;
	const size_t length = exchange->answer.length;
	struct diag *diag = diag_error(server->diags, no_place(), "%s %s: the answer has status %l",
				       exchange->request->method, exchange->request->url,
				       (long long)status);

	diag->hint = hint_for(status);
	if (length)
		diag->detail =
			text_format(server->arena, "it begins with %Q",
				    arena_strndup(server->arena, exchange->answer.at,
						  length < LONGEST_SHOWN ? length : LONGEST_SHOWN));
}

static void report(struct exchange *exchange, CURLcode code)
{
	const char *reason = *exchange->error ? exchange->error : curl_easy_strerror(code);
	struct diag *diag;

	if (code == CURLE_WRITE_ERROR)
		reason = "the answer is too long"; /* what take() does not take */
	diag = diag_error(exchange->server->diags, no_place(), "%s %s: %s",
			  exchange->request->method, exchange->request->url, reason);
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		diag->hint = "PATRONI_CTL_CACERT names the file of the authorities to be trusted";
}

static bool run(struct exchange *exchange)
{
	const CURLcode code = curl_easy_perform(exchange->curl);
	long status = 0;

	if (is_stopped(exchange))
		return false;
	if (code != CURLE_OK) {
		report(exchange, code);
		return false;
	}
	curl_easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status != STATUS_OK)
		report_status(exchange, status);
	return status == STATUS_OK;
}

const char *http_ask(struct server *server, const struct http_request *request)
{
	struct exchange exchange = {
		.server = server,
		.request = request,
		.curl = curl_easy_init(),
		.answer = text_in(server->arena),
	};
	bool done = false;

	if (!exchange.curl) {
		diag_error(server->diags, no_place(), "%s %s: out of memory", request->method,
			   request->url);
	} else {
		set_up(&exchange);
		done = run(&exchange);
	}
	curl_easy_cleanup(exchange.curl);
	curl_slist_free_all(exchange.headers);
	return done ? exchange.answer.at : NULL;
}
