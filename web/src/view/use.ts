// Hooks that several components share.
import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Filters, Interaction } from '../api/types';
import type { Conversation } from '../state/conversation';
import type { Account, AccountKeeper } from '../state/account';
import type { Shop } from '../state/shop';
import { type Format, formatFor } from '../words/format';

export function useConversation(shop: Shop): Conversation {
    return useSyncExternalStore(shop.subscribe, shop.get);
}

export function useAccount(keeper: AccountKeeper): Account {
    return useSyncExternalStore(keeper.subscribe, keeper.get);
}

export function useMedia(query: string): boolean {
    const subscribe = useCallback(
        (changed: () => void) => {
            const list = matchMedia(query);
            list.addEventListener('change', changed);
            return () => list.removeEventListener('change', changed);
        },
        [query],
    );
    return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** True once it has been so for that long: what passes quickly is not worth saying. */
export function useLasting(isSo: boolean, ms: number): boolean {
    const [lasts, setLasts] = useState(false);
    useEffect(() => {
        if (!isSo) {
            setLasts(false);
            return undefined;
        }
        const timer = setTimeout(() => setLasts(true), ms);
        return () => clearTimeout(timer);
    }, [isSo, ms]);
    return isSo && lasts;
}

/** What was done with a product of an answer; the session is known. */
export type Deed = Omit<Interaction, 'event_id' | 'session_id'>;

export interface Talk {
    format: Format;
    /** Says it, and takes the reader to the new turn. `filters`: see Shop. */
    say: (text: string, filters?: Filters) => void;
    /** Says it, and leaves the reader where they are, unless it fails. */
    mention: (text: string) => void;
    /** Puts it into the message box, to be changed and sent. */
    draft: (text: string) => void;
    /** A link was followed or a product saved: the shop may learn from it. */
    done: (deed: Deed) => void;
}

export const TalkContext = createContext<Talk>({
    format: formatFor('en'),
    say: () => {},
    mention: () => {},
    draft: () => {},
    done: () => {},
});
export const useTalk = () => useContext(TalkContext);
