package steward.example;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import steward.v1.RequestOuterClass.Request;
import steward.v1.RequestOuterClass.Response;
import steward.v1.RequestOuterClass.SearchRequest;

/**
 * Asks Steward over Kafka and prints the answer: the question goes to steward.requests as protobuf, the answer comes
 * from steward.responses with the same key. Brokers: STEWARD_KAFKA_BROKERS, else 127.0.0.1:9092.
 */
public final class Search {
    private static final String REQUESTS = "steward.requests";
    private static final String RESPONSES = "steward.responses";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    public static void main(String[] words) throws Exception {
        String brokers = System.getenv().getOrDefault("STEWARD_KAFKA_BROKERS", "127.0.0.1:9092");
        String session = "example-" + UUID.randomUUID();
        Request request = Request.newBuilder()
                .setSearch(SearchRequest.newBuilder().setQuery(String.join(" ", words)).setLimit(5).setLocale("en-US"))
                .build();

        try (KafkaConsumer<String, byte[]> responses = fromNowOn(brokers)) {
            send(brokers, session, request);
            show(answerOf(responses, session));
        }
    }

    /** A reader of all that comes from now on. It belongs to no group: it only looks. */
    private static KafkaConsumer<String, byte[]> fromNowOn(String brokers) {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "enable.auto.commit", false),
                new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(RESPONSES).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // seeking is lazy: now the ends are known, before anything is asked
        return consumer;
    }

    private static void send(String brokers, String session, Request request) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "enable.idempotence", true),
                new StringSerializer(), new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(REQUESTS, session, request.toByteArray());
            Map.of("content-type", "application/protobuf",
                   "ce_specversion", "1.0",
                   "ce_id", UUID.randomUUID().toString(),
                   "ce_source", "/examples/java",
                   "ce_type", "steward.v1.Request")
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get();
        }
    }

    private static Response answerOf(KafkaConsumer<String, byte[]> responses, String session) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            for (ConsumerRecord<String, byte[]> record : responses.poll(Duration.ofMillis(200))) {
                if (session.equals(record.key())) {
                    return Response.parseFrom(record.value());
                }
            }
        }
        System.err.println("no answer within " + PATIENCE.toSeconds() + " s: is the system up (./dev status)?");
        System.exit(1);
        throw new IllegalStateException();
    }

    private static void show(Response answer) {
        System.out.println(answer.getStatus() + " "
                + (answer.hasProblem() ? answer.getProblem().getTitle() : answer.getMessage()));
        answer.getProductsList().forEach(product -> System.out.printf("%10s  %s  (%s)%n",
                product.hasPrice() ? String.format("%.2f", product.getPrice().getAmountMinor() / 100.0) : "",
                product.getTitle(), String.join("; ", product.getReasonsList())));
    }

    private Search() {}
}
