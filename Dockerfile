FROM python:3.13-slim
WORKDIR /srv/intake
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e . \
    && useradd --system --uid 10109 intake \
    && install -d -o intake -g intake /var/lib/intake
USER intake
EXPOSE 8109
CMD ["intake", "serve", "--host", "0.0.0.0"]
