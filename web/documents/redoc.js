// Starts Redoc.
addEventListener('DOMContentLoaded', () => {
    globalThis.Redoc.init(
        '/openapi.json',
        {
            expandResponses: '200',
            hideDownloadButton: true,
            nativeScrollbars: true,
            sortRequiredPropsFirst: true,
        },
        document.getElementById('document'),
    );
});
