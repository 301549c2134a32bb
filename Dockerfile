# One image for web, worker and scheduler; docker-compose.yml says which command each runs.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /home/crm crm \
    && install --directory --owner crm --group crm /data

WORKDIR /app
COPY requirements.txt .
RUN python -m pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.txt

COPY . .
RUN for source in locale/*/LC_MESSAGES/*.po; do msgfmt --output-file="${source%.po}.mo" "$source" || exit 1; done \
    && SECRET_KEY=build DATABASE_URL=postgres:///unused REDIS_URL=redis://unused \
       python manage.py collectstatic --no-input --verbosity 0

USER crm
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:crm.web", "crm.wsgi"]
