// Starts Swagger UI. Nothing is asked of anybody else: no validator's badge.
addEventListener('DOMContentLoaded', () => {
    globalThis.SwaggerUIBundle({
        url: '/openapi.json',
        domNode: document.getElementById('document'),
        deepLinking: true,
        displayRequestDuration: true,
        docExpansion: 'list',
        defaultModelsExpandDepth: 0,
        validatorUrl: null,
        tryItOutEnabled: false,
        requestSnippetsEnabled: true,
    });
});
