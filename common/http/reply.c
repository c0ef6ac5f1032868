/* http/reply.c: what a reply looks like on the wire.
 *
 * What the handler says is checked (no CR, LF or NUL gets into a header), what is the server's is added:
 * length, date, connection, and headers that keep browsers from guessing, caching, framing or telling others,
 * unless the handler has its own. */
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "http/server_parts.h"

static const struct {
    int status;
    const char *reason;
} reasons[] = {
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

static const struct {
    struct str name;
    struct str line;
} defaults[] = {
    {{"Cache-Control", 13}, {"Cache-Control: no-store\r\n", 25}},
    {{"X-Content-Type-Options", 22}, {"X-Content-Type-Options: nosniff\r\n", 33}},
    {{"Referrer-Policy", 15}, {"Referrer-Policy: no-referrer\r\n", 30}},
    {{"Content-Security-Policy", 23},
     {"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n", 69}},
    {{"Cross-Origin-Resource-Policy", 28}, {"Cross-Origin-Resource-Policy: same-origin\r\n", 43}},
};

static const struct str servers_own[] = {
    {"Content-Length", 14}, {"Date", 4}, {"Connection", 10}, {"Transfer-Encoding", 17}, {"Server", 6},
};

const char *http_reason(int status)
{
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        if (reasons[i].status == status)
            return reasons[i].reason;
    }
    return "Other";
}

bool is_sendable_header(const struct http_header *header)
{
    for (size_t i = 0; i < header->value.len; i++) {
        unsigned char c = (unsigned char)header->value.data[i];

        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
    }
    return is_token(str_of(header->name));
}

static void add_number(struct buf *head, size_t number)
{
    char digits[24];
    size_t at = sizeof(digits);

    do
        digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    buf_add(head, digits + at, sizeof(digits) - at);
}

static void add_line(struct buf *head, struct str name, struct str value)
{
    buf_str(head, name);
    buf_add(head, ": ", 2);
    buf_str(head, value);
    buf_add(head, "\r\n", 2);
}

static void add_date(struct http_server *server, struct buf *head)
{
    time_t now_s = (time_t)(clock_wall_ms() / 1000);
    struct tm utc;

    if (server->date_s != now_s) {
        server->date_s = now_s;
        gmtime_r(&now_s, &utc);
        strftime(server->date, sizeof(server->date), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
    }
    buf_str(head, str_of(server->date));
}

static bool is_servers_own(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(servers_own); i++) {
        if (str_eq_nocase(servers_own[i], name))
            return true;
    }
    return false;
}

static unsigned add_headers(struct buf *head, const struct http_header *headers)
{
    unsigned has = 0;

    for (; headers && headers->name; headers++) {
        struct str name = str_of(headers->name);

        if (is_servers_own(name) || !is_sendable_header(headers))
            continue;
        for (unsigned i = 0; i < COUNT_OF(defaults); i++)
            has |= str_eq_nocase(defaults[i].name, name) ? 1u << i : 0;
        add_line(head, name, headers->value);
    }
    return has;
}

static void add_cors(const struct http_server *server, struct buf *head, struct str origin)
{
    if (!server->cors_origins[0])
        return;
    buf_str(head, STR("Vary: Origin\r\n"));
    if (!origin.len)
        return;
    add_line(head, STR("Access-Control-Allow-Origin"), origin);
    buf_str(head, STR("Access-Control-Expose-Headers: X-Request-Id, Location, ETag, Allow, Retry-After, "
                      "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Tus-Resumable, Tus-Version, "
                      "Upload-Offset, Upload-Length, Upload-Expires, Steward-Media-Id\r\n"));
}

static bool has_body(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

static void add_status(struct buf *head, int status)
{
    buf_str(head, STR("HTTP/1.1 "));
    add_number(head, (size_t)status);
    buf_char(head, ' ');
    buf_str(head, str_of(http_reason(status)));
    buf_add(head, "\r\n", 2);
}

static void add_framing(struct buf *head, const struct reply *reply, enum reply_framing framing)
{
    if (framing == REPLY_CHUNKED) {
        buf_str(head, STR("Transfer-Encoding: chunked\r\n"));
    } else if (framing == REPLY_WITH_LENGTH && has_body(reply->status)) {
        buf_str(head, STR("Content-Length: "));
        add_number(head, reply->body.len);
        buf_add(head, "\r\n", 2);
    }
}

void reply_head(struct connection *connection, const struct reply *reply, enum reply_framing framing)
{
    struct http_server *server = connection->server;
    struct buf *head = &server->reply_head;
    unsigned has;

    connection->closes = reply->closes || server->is_draining;
    buf_clear(head);
    add_status(head, reply->status);
    has = add_headers(head, reply->headers);
    for (unsigned i = 0; i < COUNT_OF(defaults); i++) {
        if (!(has & 1u << i))
            buf_str(head, defaults[i].line);
    }
    buf_str(head, str_of(server->hsts));
    add_cors(server, head, reply->origin);
    add_date(server, head);
    add_framing(head, reply, framing);
    if (connection->closes)
        buf_str(head, STR("Connection: close\r\n"));
    else if (reply->is_http_1_0)
        buf_str(head, STR("Connection: keep-alive\r\n"));
    buf_add(head, "\r\n", 2);
}

void reply_write(struct connection *connection, const struct reply *reply)
{
    const struct buf *head = &connection->server->reply_head;
    struct iovec parts[2];

    reply_head(connection, reply, REPLY_WITH_LENGTH);
    parts[0] = (struct iovec){head->data, head->len};
    parts[1].iov_len = reply->is_for_head || !has_body(reply->status) ? 0 : reply->body.len;
    memcpy(&parts[1].iov_base, &reply->body.data, sizeof(reply->body.data)); /* sendmsg only reads it */
    output_send(connection, parts, parts[1].iov_len > 0 ? 2 : 1);
}

bool reply_continue(struct connection *connection)
{
    static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";

    return transport_send(connection, text, sizeof(text) - 1, false) == (ssize_t)sizeof(text) - 1;
}
