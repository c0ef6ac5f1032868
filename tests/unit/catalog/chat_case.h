/* chat_case.h: a row of the tables for test_rules_chat.c. */
#pragma once

/* What was said before, what is said, what is understood (chat_describe), and how sure that is at least. */
struct chat_case {
    const char *before, *message, *understood;
    double confidence;
};
