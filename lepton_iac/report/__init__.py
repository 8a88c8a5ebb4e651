"""A Report becomes text: table, JSON, Markdown, HTML, SARIF, JUnit."""
