// Line drawings of 24 by 24; always beside words or on a button that has a name.

const paths = {
    menu: 'M4 7h16M4 12h16M4 17h10',
    bag: 'M5 9h14l-1 11H6zM9 9V7a3 3 0 0 1 6 0v2M9.5 14a2.6 2.6 0 0 0 5 0',
    bookmark: 'M7 4h10v16l-5-4-5 4z',
    plus: 'M12 5v14M5 12h14',
    close: 'M6 6l12 12M18 6L6 18',
    search: 'M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM16 16l4 4',
    send: 'M5 12h13M13 6l6 6-6 6',
    sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
    moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
    contrast: 'M12 3.5a8.5 8.5 0 1 0 0 17zM12 3.5a8.5 8.5 0 0 1 0 17',
    trash: 'M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13',
    scale: 'M12 4v16M8 20h8M5 7h14M5 7l-2.5 6a3 3 0 0 0 5 0zM19 7l-2.5 6a3 3 0 0 0 5 0z',
    similar: 'M4 4h10v10H4zM10 10h10v10H10z',
    leave: 'M13 5H5v14h8M10 12h10M16.5 8.5l3.5 3.5-3.5 3.5',
    photo: 'M4 7h3.5L9 5h6l1.5 2H20v12H4zM12 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z',
    microphone:
        'M12 3.5a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0V6A2.5 2.5 0 0 0 12 3.5zM6 11a6 6 0 0 0 12 0M12 17v3.5M9 20.5h6',
    out: 'M9 5H5v14h14v-4M13 4h7v7M20 4l-9 9',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
    return (
        <svg className="line" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
            <path d={paths[name]} />
        </svg>
    );
}
