package io.godwit.tck.lab;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.TestcontainersConfiguration;

/**
 * The lab's Docker daemon. Thread-safe.
 *
 * <p>There is nothing to configure: the daemon is the one that {@code DOCKER_HOST} names, else the local one. Containers publish their ports on the loopback
 * address; where the daemon has no bridge, or where the environment has {@code GODWIT_LAB_NETWORK=host}, they share the host's network and listen there. Where no registry answers, the environment must
 * have {@code TESTCONTAINERS_RYUK_DISABLED=true}, because Testcontainers would fetch an image of its own to clean up with; the containers of a test process
 * that was killed are then removed by the next one.
 *
 * @since 0.1
 */
public final class Lab {
    /** The Docker API that suits the client library; a daemon may be older, or so new that it has dropped it. */
    private static final String PREFERRED_API = "1.44";

    private static @Nullable Connection connection;

    private Lab() {}

    /**
     * Checks that the daemon answers and has the images.
     *
     * @throws LabException if not; the message has the command that helps
     */
    public static void require(LabImage... images) {
        DockerClient client = client();
        for (LabImage image : images) {
            try {
                client.inspectImageCmd(image.reference()).exec();
            } catch (NotFoundException e) {
                throw new LabException(
                        "The image '" + image.reference() + "' is missing. Build it with: " + image.buildCommand(), e);
            }
        }
    }

    static DockerClient client() {
        return connect().client();
    }

    /** Whether containers share the host's network, because the daemon was started without a bridge. */
    static boolean isHostNetwork() {
        return connect().hostNetwork();
    }

    private record Connection(DockerClient client, boolean hostNetwork) {}

    private static synchronized Connection connect() {
        Connection known = connection;
        if (known != null) {
            return known;
        }
        Optional<Path> socket = DockerSocket.path();
        if (socket.isPresent()) {
            chooseApi(socket.get());
        }
        // The checks at start would run a container of an image from the registry.
        TestcontainersConfiguration.getInstance().getUserProperties().setProperty("checks.disable", "true");
        try {
            DockerClient client = DockerClientFactory.lazyClient();
            client.pingCmd().exec();
            removeOrphans(client);
            boolean wantsHost = "host".equals(System.getenv("GODWIT_LAB_NETWORK"));
            boolean bridge = client.listNetworksCmd().exec().stream().anyMatch(n -> "bridge".equals(n.getDriver()));
            Connection made = new Connection(client, wantsHost || !bridge);
            connection = made;
            return made;
        } catch (IllegalStateException | DockerException e) {
            throw new LabException(
                    "Testcontainers cannot use the Docker daemon: %s. Where no registry answers, set TESTCONTAINERS_RYUK_DISABLED=true in the environment"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private static void chooseApi(Path socket) {
        try {
            System.setProperty("api.version", DockerSocket.apiVersion(DockerSocket.version(socket), PREFERRED_API));
        } catch (IOException e) {
            String help = Files.exists(socket) && !Files.isWritable(socket)
                    ? "This user may not use it; its group may"
                    : "Start one with: scripts/lab up";
            throw new LabException(
                    "No Docker daemon answers at '%s' (%s). %s".formatted(socket, e.getMessage(), help), e);
        }
    }

    private static void removeOrphans(DockerClient client) {
        List<Container> ours = client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(Owner.LABEL))
                .exec();
        for (Container container : ours) {
            boolean orphan = Owner.parse(container.getLabels().getOrDefault(Owner.LABEL, ""))
                    .filter(Owner::isGone)
                    .isPresent();
            if (orphan) {
                try {
                    client.removeContainerCmd(container.getId())
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec();
                } catch (DockerException e) {
                    // Another test process is sweeping too and was faster.
                }
            }
        }
    }
}
