import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Events } from '../api/events';
import type { Filters } from '../api/types';
import { addressOf } from '../state/browser';
import { currencyOf, needOf, shownTurn } from '../state/conversation';
import type { AccountKeeper } from '../state/account';
import type { Speak } from '../api/voice';
import type { Attachments } from '../state/attachments';
import type { Shop } from '../state/shop';
import type { Suggester } from '../state/suggester';
import { formatFor } from '../words/format';
import { Announcer } from './Announcer';
import { Banner } from './Banner';
import { Composer } from './Composer';
import { Conversations } from './Conversations';
import { Drawer } from './Drawer';
import { Facets } from './Facets';
import { Header } from './Header';
import { NotSignedOut } from './NotSignedOut';
import { Shortlist } from './Shortlist';
import { SignIn } from './SignIn';
import { Thread } from './Thread';
import { Understood } from './Understood';
import { type Deed, TalkContext, useAccount, useConversation, useMedia } from './use';

type Panel = 'conversations' | 'list' | null;

interface AppProps {
    shop: Shop;
    keeper: AccountKeeper;
    suggester: Suggester;
    attachments: Attachments;
    speak: Speak;
    events: Events;
    locale: string;
}

export function App({ shop, keeper, suggester, attachments, speak, events, locale }: AppProps) {
    const state = useConversation(shop);
    const account = useAccount(keeper);
    const isWide = useMedia('(min-width: 64rem)');
    const isVeryWide = useMedia('(min-width: 80rem)');
    const [panel, setPanel] = useState<Panel>(null);
    const box = useRef<HTMLTextAreaElement>(null);
    const [spoken, setSpoken] = useState(0); // counts what was said by a click: its turn gets the focus
    const stays = useRef(false); // the last thing said leaves the reader where they are
    const format = useMemo(() => formatFor(locale), [locale]);

    const say = useCallback(
        (text: string, filters?: Filters) => {
            stays.current = false;
            setPanel(null);
            setSpoken((count) => count + 1);
            shop.say(text, filters);
        },
        [shop],
    );
    const mention = useCallback(
        (text: string) => {
            stays.current = true;
            shop.say(text);
        },
        [shop],
    );
    const [drafted, setDrafted] = useState({ text: '' }); // another object each time: the same text may be wanted again
    const draft = useCallback((text: string) => {
        setDrafted({ text });
        box.current?.focus();
    }, []);
    const done = useCallback(
        (deed: Deed) => events.tell({ ...deed, session_id: shop.get().sessionId }),
        [events, shop],
    );
    const talk = useMemo(() => ({ format, say, mention, draft, done }), [format, say, mention, draft, done]);

    const open = useCallback(
        (sessionId: string) => {
            setPanel(null);
            history.pushState(null, '', addressOf(sessionId));
            shop.open(sessionId);
            box.current?.focus();
        },
        [shop],
    );

    useEffect(() => {
        document.title = state.title ? `${state.title} – Steward` : 'Steward';
    }, [state.title]);
    useSlash(box);

    const shown = shownTurn(state);
    const currency = currencyOf(shown);
    const need = needOf(state);
    return (
        <TalkContext value={talk}>
            <a className="skip" href="#message">
                To the message box
            </a>
            <Header
                title={state.title}
                saved={state.saved.length}
                hasConversations={!isVeryWide}
                hasList={!isWide}
                isSignedIn={account.standing === 'in'}
                onSignOut={() => void keeper.signOut()}
                onConversations={() => setPanel('conversations')}
                onList={() => setPanel('list')}
                onNew={() => open('')}
            />
            <div className="columns">
                <Drawer
                    title="Conversations"
                    side="left"
                    isColumn={isVeryWide}
                    isOpen={panel === 'conversations'}
                    onClose={() => setPanel(null)}
                >
                    <Conversations
                        sessions={state.sessions}
                        current={state.sessionId}
                        onOpen={open}
                        onErase={async (sessionId) => {
                            await shop.erase(sessionId);
                            if (sessionId === state.sessionId) open('');
                        }}
                    />
                </Drawer>
                <main className="talk">
                    {account.standing === 'in' && account.problem && (
                        <NotSignedOut problem={account.problem} onAgain={() => void keeper.signOut()} />
                    )}
                    <Banner connection={state.connection} onRetry={() => shop.retryNow()} />
                    <Thread
                        state={state}
                        spoken={spoken}
                        stays={stays}
                        hasFacets={!isWide}
                        onAgain={(requestId) => shop.sayAgain(requestId)}
                        onRead={(requestId) => void shop.readInFull(requestId)}
                        onReload={() => shop.reload()}
                    />
                    <div className="foot">
                        <Understood need={need} currency={currency} />
                        <Composer
                            box={box}
                            suggester={suggester}
                            attachments={attachments}
                            speak={speak}
                            drafted={drafted}
                            onSay={(text, media) => {
                                stays.current = false;
                                shop.say(text, undefined, media);
                            }}
                            isFirst={state.turns.length === 0}
                        />
                    </div>
                </main>
                <Drawer
                    title="Your list"
                    side="right"
                    isColumn={isWide}
                    isOpen={panel === 'list'}
                    onClose={() => setPanel(null)}
                >
                    <Shortlist saved={state.saved} />
                    {isWide && shown?.response && (
                        <Facets
                            facets={shown.response.facets ?? []}
                            need={need}
                            total={shown.response.total ?? 0}
                            currency={currency}
                        />
                    )}
                </Drawer>
            </div>
            {account.standing === 'wanted' && (
                <SignIn account={account} onSignIn={(key) => void keeper.signIn(key)} />
            )}
            <Announcer turn={state.turns.at(-1)} />
        </TalkContext>
    );
}

/** "/" goes to the message box, as on many pages with one. */
function useSlash(box: React.RefObject<HTMLTextAreaElement | null>) {
    useEffect(() => {
        function pressed(event: KeyboardEvent) {
            const isTyping =
                event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
            if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
            event.preventDefault();
            box.current?.focus();
        }
        addEventListener('keydown', pressed);
        return () => removeEventListener('keydown', pressed);
    }, [box]);
}
