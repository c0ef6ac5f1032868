// The message box. While something is typed it is a combobox by the ARIA pattern: the arrow keys go through what is
// suggested, Enter says it, Escape closes the list. It is a textarea, because what is said may be longer than a line.
import { type KeyboardEvent, type RefObject, useEffect, useState, useSyncExternalStore } from 'react';
import type { Speak } from '../api/voice';
import { type Attachments, MOST } from '../state/attachments';
import type { Note } from '../state/recorder';
import type { Sent } from '../state/conversation';
import type { Suggester } from '../state/suggester';
import { announced, moved, NONE } from '../words/suggestions';
import { Attached } from './Attached';
import { Attach } from './Attach';
import { Icon } from './Icon';
import { Recorder } from './Recorder';
import { LIST, optionId, SuggestionList } from './SuggestionList';
import { useTalk } from './use';

const MOST_LETTERS = 2000;
const NEAR_THE_END = 200; // letters left: from here on they are counted

interface ComposerProps {
    box: RefObject<HTMLTextAreaElement | null>;
    suggester: Suggester;
    attachments: Attachments;
    speak: Speak;
    /** what is put into the box from outside, each time it is another one */
    drafted: { text: string };
    isFirst: boolean;
    onSay: (text: string, media: Sent[]) => void;
}

export function Composer({ box, suggester, attachments, speak, drafted, isFirst, onSay }: ComposerProps) {
    const [text, setText] = useState('');
    const [active, setActive] = useState(NONE);
    const suggested = useSyncExternalStore(suggester.subscribe, suggester.get);
    const { format } = useTalk();
    const attached = useSyncExternalStore(attachments.subscribe, attachments.get);
    const [trouble, setTrouble] = useState('');
    const options = suggested.items.length;
    const isOpen = options > 0;
    const isSending = attached.some(({ standing }) => standing === 'sending');
    const canSend =
        !isSending && (text.trim() !== '' || attached.some(({ standing }) => standing === 'there'));
    const left = MOST_LETTERS - text.length;

    useEffect(() => {
        if (matchMedia('(pointer: fine)').matches) box.current?.focus();
    }, [box]);
    useEffect(() => setActive(NONE), [suggested]);
    useEffect(() => setText(drafted.text), [drafted]);
    useGrowing(box, text);

    function send(message: string) {
        if (isSending || (!message.trim() && !canSend)) return;
        suggester.forget();
        onSay(message, attachments.take());
        setText('');
        setTrouble('');
        box.current?.focus();
    }

    function attachNote({ file, mediaId }: Note) {
        if (!mediaId || !attachments.keep(file, mediaId)) attach([file]);
        else box.current?.focus();
    }

    function attach(files: Iterable<File>) {
        const left = attachments.add(files);
        setTrouble(left ? `A message takes ${MOST} photos and voice notes at most.` : '');
        box.current?.focus();
    }

    function pressed(event: KeyboardEvent) {
        if (event.nativeEvent.isComposing || event.shiftKey) return;
        const next = event.altKey ? undefined : moved(active, options, event.key);
        if (next !== undefined) setActive(next);
        else if (event.key === 'Enter') send(suggested.items[active]?.text ?? text);
        else if (event.key === 'Escape' && isOpen) suggester.clear();
        else return;
        event.preventDefault();
    }

    return (
        <form
            className="composer"
            onSubmit={(event) => {
                event.preventDefault();
                send(text);
            }}
        >
            <Attached attachments={attachments} items={attached} />
            {trouble && (
                <p className="trouble" role="alert">
                    {trouble}
                </p>
            )}
            <Attach onFiles={attach} />
            <Recorder speak={speak} onNote={attachNote} onTrouble={setTrouble} />
            <label className="unseen" htmlFor="message">
                Your message
            </label>
            <textarea
                id="message"
                ref={box}
                rows={1}
                maxLength={MOST_LETTERS}
                value={text}
                dir="auto"
                placeholder={isFirst ? 'What are you looking for?' : 'Refine, ask or compare'}
                onChange={(event) => {
                    setText(event.target.value);
                    suggester.typed(event.target.value);
                }}
                onKeyDown={pressed}
                onPaste={({ clipboardData }) => clipboardData.files.length && attach(clipboardData.files)}
                onBlur={() => suggester.clear()}
                enterKeyHint="send"
                autoComplete="off"
                role="combobox"
                aria-autocomplete="list"
                aria-expanded={isOpen}
                aria-controls={LIST}
                aria-activedescendant={active === NONE ? undefined : optionId(active)}
            />
            <button type="submit" className="button primary send" aria-label="Send" disabled={!canSend}>
                <Icon name="send" />
            </button>
            <SuggestionList suggested={suggested} active={active} onPick={send} />
            <p className="unseen" role="status">
                {announced(options)}
            </p>
            {left <= NEAR_THE_END && (
                <p className="hint letters-left" role="status">
                    {left ? `${format.count(left)} letters left` : 'No more letters fit in one message'}
                </p>
            )}
        </form>
    );
}

/** As high as its text, where the browser does not do it by itself. */
function useGrowing(box: RefObject<HTMLTextAreaElement | null>, text: string) {
    useEffect(() => {
        const area = box.current;
        if (!area || CSS.supports('field-sizing', 'content')) return;
        area.style.height = 'auto';
        area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
    }, [box, text]);
}
