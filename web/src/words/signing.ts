// What is said around signing in.
import type { Problem } from '../api/types';
import type { Account } from '../state/account';
import { type Told, tell } from './problems';

export const why: Record<NonNullable<Account['before']> | 'first', string> = {
    first: 'This shop answers only those who have an API key.',
    ended: 'Your sign-in has ended. Sign in again, and the conversation goes on where it was.',
    left: 'You are signed out.',
};

/** Why a key was not taken, and what to do. */
export function tellSignIn(problem: Problem): Told {
    const told = tell(problem);
    if (problem.type === 'unreachable')
        return { ...told, details: ['Look at your connection, and try again in a moment.'] };
    if (problem.status === 401)
        return {
            ...told,
            title: 'This key is not accepted.',
            details: [...told.details.map(sentence), 'Copy it anew, or ask who runs the shop for another.'],
        };
    if (problem.status === 429)
        return {
            ...told,
            title: 'Too many tries.',
            details: [`Please wait ${waiting(problem.retry_after_seconds)}, then try again.`],
        };
    return told;
}

function sentence(text: string): string {
    const first = text.charAt(0).toUpperCase() + text.slice(1);
    return /[.!?…]$/.test(first) ? first : `${first}.`;
}

function waiting(seconds: number | undefined): string {
    if (seconds === undefined) return 'a moment';
    if (seconds < 90) return seconds === 1 ? 'a second' : `${seconds} seconds`;
    const minutes = Math.ceil(seconds / 60);
    return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
