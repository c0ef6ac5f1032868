"""What runs on this machine: processes, and private instances of Kafka, Postgres and Redis.

Standard library only: ./dev uses it before anything is installed, and the tests' harness uses the same pieces."""
