// The answer in words; addresses in it can be followed.

const address = /(https?:\/\/[^\s<>"“”]+[^\s<>"“”.,;:!?)])/;

export function Message({ text }: { text: string }) {
    if (!text) return null;
    return (
        <p className="message">
            {text.split(address).map((part, place) =>
                place % 2 ? (
                    <a key={place} href={part} target="_blank" rel="noopener noreferrer">
                        {part}
                    </a>
                ) : (
                    part
                ),
            )}
        </p>
    );
}
