// A problem in words that say what happened and what can be done.
import type { Problem } from '../api/types';

const known: Record<string, string> = {
    unreachable: 'The shop cannot be reached just now.',
    overloaded: 'The shop is very busy just now.',
    unavailable: 'A part of the shop is away just now.',
    starting: 'The shop is just starting.',
    'catalog-silent': 'The catalogue did not answer in time.',
    'composer-silent': 'The answer could not be put together in time.',
    'search-failed': 'The catalogue could not do this search.',
    'chat-failed': 'This message could not be worked out.',
    'too-many-requests': 'That was a lot of questions in a short time. Please wait a moment.',
    'session-busy': 'This conversation has many questions waiting. Please wait a moment.',
    'unknown-media': 'This is neither a photo nor a recording that can be read here.',
    'unreadable-media': 'This file is damaged.',
    'media-full': 'There is no room for photos and recordings just now.',
    'media-silent': 'The shop could not look at it in time.',
    'no-answer-yet': 'The answer takes longer than usual.',
    'quota-exceeded': 'This shop has answered all it may today.',
    'invalid-credential': 'This key is not accepted.',
    'not-authenticated': 'This shop answers only those who have signed in.',
    'missing-scope': 'Your key does not allow this.',
    'missing-role': 'Your key does not allow this.',
    'not-your-session': 'This conversation belongs to somebody else.',
};

export interface Told {
    title: string;
    details: string[];
    canRetry: boolean;
    reference?: string;
}

export function tell(problem: Problem): Told {
    const type = problem.type?.split('/').pop() ?? '';
    const title = known[type] ?? problem.title ?? 'That did not work.';
    const details = (problem.faults ?? []).length
        ? (problem.faults ?? []).map((fault) => [fault.field, fault.detail].filter(Boolean).join(': '))
        : problem.detail && !repeats(problem.detail, title)
          ? [problem.detail]
          : [];
    return {
        title,
        details,
        canRetry: problem.retryable ?? false,
        ...(problem.correlation_id ? { reference: problem.correlation_id } : {}),
    };
}

function repeats(detail: string, title: string): boolean {
    const plain = title.replace(/[.!]$/, '').toLowerCase();
    return detail.toLowerCase().startsWith(plain);
}
